# Whole
curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' -d '{"model": "m", "messages": []}'

# As a stream
curl -N http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' -d '{"model": "m", "messages": [], "stream": true}'

# Whole, but said so
curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' -d '{"model": "m", "messages": [], "stream": false}'

curl http://127.0.0.1:8000/events -H 'accept: text/event-stream'
curl http://127.0.0.1:8000/rpc -H 'Accept: application/json, text/event-stream'
curl http://127.0.0.1:8000/rpc -H 'Accept: application/json'
if true; then curl http://127.0.0.1:8000/a; fi
until false; do curl http://127.0.0.1:8000/b; done
case "$X" in a) curl http://127.0.0.1:8000/c;; esac
[[ -n "$X" ]] && curl http://127.0.0.1:8000/d
ask() { curl http://127.0.0.1:8000/e; }
curl 'http://127.0.0.1:8000/v1beta/models/m:streamGenerateContent?alt=sse' -d '{}' -H 'Content-Type: application/json'
