// The server that the page comes from. What it answers is JSON; an error has a message.

const server = block('server');

async function ask(path, body) {
  const post = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)};
  const r = await fetch(server.base + path, body === undefined ? {} : post);
  const answer = await r.json().catch(() => ({message: 'status ' + r.status}));
  if (!r.ok) throw new Error([answer.message, answer.next].filter(Boolean).join('. '));
  return answer;
}

// The line below the pages says what happens on the server.
const notice = el('p', {class: 'notice', role: 'status', 'aria-live': 'polite', hidden: true});
document.querySelector('.pages').after(notice);

function say(...what) {
  notice.replaceChildren();
  add(notice, what);
  notice.hidden = !notice.firstChild;
}

if (server.wrong) {
  notice.after(el('section', {class: 'notice', 'aria-label': 'Mistakes in the suites'}, el('p', null, el('b', null, 'The suites cannot be read as they are now.'), block('suite-0') && ' Below is what they were before.'), el('pre', {tabindex: '0'}, server.wrong)));
}

// attempt runs what a control does; an error is shown in a place of its form.
async function attempt(form, what) {
  const wrong = form.querySelector('.wrong');
  const controls = [...form.querySelectorAll('button, input, select')].filter((c) => !c.disabled);
  wrong.replaceChildren();
  controls.forEach((c) => { c.disabled = true; });
  try {
    await what();
  } catch (e) {
    add(wrong, [e.message]);
  } finally {
    controls.forEach((c) => { c.disabled = false; });
  }
}

const wrongView = () => el('p', {class: 'wrong', role: 'alert'});

// busy reports whether a reader is about to do something that loading the page again would undo.
const busy = () => document.querySelector('dialog[open]') || [...document.querySelectorAll('.act input:not([type=radio])')].some((i) => (i.type === 'checkbox' ? i.checked !== i.defaultChecked : i.value !== ''));

function again() {
  if (busy()) say('The suites, fixtures or runs have changed. ', el('button', {type: 'button', class: 'link', click: () => location.reload()}, 'Load again'));
  else location.reload();
}

let polling = 0, last = '';

// look asks for the state of the server, over and over.
async function look() {
  clearTimeout(polling);
  let state = null;
  try { state = await ask('state'); } catch { /* the server is gone, or is not ready */ }
  if (!state) say('assay view does not answer any more. Start it again, and open the address that it prints.');
  else if (state.version !== server.version && server.page !== 'run' && !(running && running.run)) again();
  else if (JSON.stringify(state) !== last) showState(state);
  last = JSON.stringify(state);
  polling = setTimeout(look, document.hidden ? 5000 : 700);
}

// showState tells of a live run under way.
function showState(state) {
  runState(state);
  if (!state.busy) say();
  else say('A live run is under way: ' + progress(state.busy) + ' ', el('button', {type: 'button', class: 'link', click: () => ask('stop', {})}, 'Stop'));
}

const progress = (b) => b.sent + ' of at most ' + count(b.most, 'request') + ' sent' + (b.waiting ? ', waiting: ' + b.waiting : '') + '.';

look();
