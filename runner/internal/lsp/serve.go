package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/secret/redact"
)

// Options are what the entry point provides.
type Options struct {
	Version string
	Env     func(name string) (string, bool) // nil: that of the process
	Errors  io.Writer                        // for messages about the server itself
	Masks   *redact.Masks                    // gets the redactor of every document; not nil
	// Past lets a live run know earlier ones, whose cooldowns hold; end releases what that takes.
	// May be nil.
	Past func(ctx context.Context, o *engine.Options) (end func())
}

// ErrLeft reports that the client closed the connection without a shutdown request.
var ErrLeft = errors.New("the editor closed the connection without a shutdown request")

// Serve speaks the Language Server Protocol over two streams until the client says exit, or closes
// the first stream. The error is a *[rpc.FrameError] if the stream cannot be read, [ErrLeft], or a
// write error.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	if o.Env == nil {
		o.Env = os.LookupEnv
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &server{
		Options: o, ctx: ctx, out: out,
		inbox: make(chan incoming, 1024), done: make(chan func(), 64),
		documents: map[string]*document{}, published: map[string][]string{}, working: map[string]context.CancelFunc{},
		waiting: map[string]func(*rpc.Message){},
	}
	go s.read(in)
	err := s.loop()
	stop()
	s.work.Wait()
	return err
}

// server is one session. Its loop alone uses what is not said to be shared.
type server struct {
	Options
	ctx   context.Context
	inbox chan incoming
	done  chan func() // what background work hands to the loop
	work  sync.WaitGroup

	out    io.Writer
	failed error // the first write error

	initialized, shut bool
	client            protocol.InitializeParams
	folders           []string
	documents         map[string]*document // open, by URI
	published         map[string][]string  // other files with diagnostics of a suite, by its path
	checking          bool
	working           map[string]context.CancelFunc // requests in the background, by id
	waiting           map[string]func(*rpc.Message) // for the client's responses, by id
	asked             int                           // requests to the client so far
}

// incoming is a message, or why there is none any more.
type incoming struct {
	content []byte
	err     error
}

func (s *server) read(in io.Reader) {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		content, err := rpc.ReadFrame(r)
		select {
		case s.inbox <- incoming{content, err}:
		case <-s.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// errExit ends the loop after the exit notification.
var errExit = errors.New("exit")

func (s *server) loop() error {
	for {
		if len(s.inbox) == 0 && len(s.done) == 0 { // nothing newer is on its way
			s.check()
		}
		var err error
		select {
		case m := <-s.inbox:
			if err = m.err; err == nil {
				err = s.receive(m.content)
			}
		case f := <-s.done:
			f()
		case <-s.ctx.Done():
			return nil
		}
		switch {
		case s.failed != nil:
			return s.failed
		case errors.Is(err, io.EOF), errors.Is(err, errExit):
			if s.shut {
				return nil
			}
			return ErrLeft
		case err != nil:
			return err
		}
	}
}

// receive handles one message. A message that cannot be read gets an error, and the session goes
// on.
func (s *server) receive(content []byte) error {
	m, err := rpc.Parse(content)
	if err != nil {
		s.respond(m, nil, err)
		return nil
	}
	if m.Method == "" {
		if got := s.waiting[string(m.ID)]; got != nil {
			delete(s.waiting, string(m.ID))
			got(m)
		}
		return nil
	}
	if m.Method == "exit" {
		return errExit
	}
	var result any
	err = crash.Try(func() error {
		var err error
		result, err = s.handle(m)
		return err
	})
	if errors.Is(err, errLater) {
		return nil
	}
	if !m.IsRequest() {
		if err != nil {
			s.log(err)
		}
		return nil
	}
	s.respond(m, result, err)
	return nil
}

// errLater says that the response is sent when background work is done.
var errLater = errors.New("later")

// handle runs the handler of a message.
func (s *server) handle(m *rpc.Message) (any, error) {
	h, ok := handlers()[m.Method]
	switch {
	case !s.initialized && m.Method != "initialize":
		if !m.IsRequest() {
			return nil, nil // dropped, as the protocol says
		}
		return nil, rpc.Errorf(rpc.NotInitialized, "%s came before initialize", m.Method)
	case s.shut && m.IsRequest():
		return nil, rpc.Errorf(rpc.InvalidRequest, "%s came after shutdown; only exit may follow", m.Method)
	case ok:
		return h(s, m)
	case !m.IsRequest():
		return nil, nil // notifications that are not known are ignored
	}
	return nil, rpc.Errorf(rpc.MethodNotFound, "assay lsp has no method %s", m.Method)
}

// handler handles the messages of one method.
type handler func(s *server, m *rpc.Message) (any, error)

// with makes a handler of a function of typed parameters.
func with[T any](f func(*server, *T) (any, error)) handler {
	return func(s *server, m *rpc.Message) (any, error) {
		var params T
		if err := rpc.Params(m, &params); err != nil {
			return nil, err
		}
		return f(s, &params)
	}
}

// respond sends the response to a request.
func (s *server) respond(m *rpc.Message, result any, err error) {
	reply := &rpc.Message{ID: m.ID}
	if err == nil {
		reply.Result, err = json.Marshal(result)
	}
	if err != nil {
		reply.Result, reply.Error = nil, s.errorOf(err)
	}
	s.write(reply)
}

func (s *server) errorOf(err error) *rpc.Error {
	var own *rpc.Error
	if errors.As(err, &own) {
		return &rpc.Error{Code: own.Code, Message: s.Masks.String(own.Message)}
	}
	s.log(err)
	return rpc.Errorf(rpc.InternalError, "%s", s.Masks.String(err.Error()))
}

// log tells an error that no request gets; of a panic with its place.
func (s *server) log(err error) {
	var c *crash.Crash
	if errors.As(err, &c) {
		fmt.Fprint(s.Errors, s.Masks.String(c.Text("assay "+s.Version+", lsp")))
		return
	}
	fmt.Fprintln(s.Errors, "assay lsp: "+s.Masks.String(err.Error()))
}

func (s *server) notify(method string, params any) {
	encoded, err := json.Marshal(params)
	if err != nil {
		s.log(err)
		return
	}
	s.write(&rpc.Message{Method: method, Params: encoded})
}

// ask sends a request to the client; got gets the response, in the loop.
func (s *server) ask(method string, params any, got func(*rpc.Message)) {
	s.asked++
	id := fmt.Sprintf(`"assay-%d"`, s.asked)
	encoded, err := json.Marshal(params)
	if err != nil {
		s.log(err)
		return
	}
	s.waiting[id] = got
	s.write(&rpc.Message{ID: json.RawMessage(id), Method: method, Params: encoded})
}

// write sends a message.
func (s *server) write(m *rpc.Message) {
	content, err := rpc.Encode(m)
	if err == nil {
		err = rpc.WriteFrame(s.out, content)
	}
	if s.failed == nil && err != nil {
		s.failed = err
	}
}

// background runs work apart from the loop, and then, in the loop, what it returns.
func (s *server) background(work func() func()) {
	s.work.Go(func() {
		var then func()
		err := crash.Try(func() error { then = work(); return nil })
		if err != nil {
			then = func() { s.log(err) }
		}
		select {
		case s.done <- then:
		case <-s.ctx.Done():
		}
	})
}

// later answers a request when work is done; $/cancelRequest ends the context of work.
func (s *server) later(m *rpc.Message, work func(context.Context) (any, error)) (any, error) {
	return s.laterIn(m, work, func(result any) { s.respond(m, result, nil) })
}

// laterIn runs work in the background, and then, in the loop, what its result is for. An error is
// the response.
func (s *server) laterIn(m *rpc.Message, work func(context.Context) (any, error), then func(result any)) (any, error) {
	ctx, cancel := context.WithCancel(s.ctx)
	id := string(m.ID)
	s.working[id] = cancel
	s.background(func() func() {
		var result any
		err := crash.Try(func() error {
			var err error
			result, err = work(ctx)
			return err
		})
		if ctx.Err() != nil {
			err = rpc.Errorf(rpc.RequestCancelled, "%s was canceled", m.Method)
		}
		return func() {
			cancel()
			delete(s.working, id)
			if err != nil {
				s.respond(m, nil, err)
				return
			}
			then(result)
		}
	})
	return nil, errLater
}
