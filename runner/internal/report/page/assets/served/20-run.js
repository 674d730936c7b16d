// The dialog that runs findings again. A live run shows before what it will send.

const button = (label, click, kind) => el('button', {type: 'button', class: kind || 'ghost', click}, label);

const runButton = button('Run …', () => openRun());
document.querySelector('nav .buttons').prepend(runButton);

let running = null; // the dialog that is open

// scopes are the findings that a run may be about: [label, findings], null for all.
function scopes(one) {
  const pick = (all) => all.map((r) => ({file: r.suite.file, id: r.id, probe: r.probe}));
  const out = [];
  if (one) out.push(['this finding', [one]]);
  if (shownNow().length !== rows.length) out.push(['the ' + count(shownNow().length, 'finding') + ' shown', pick(shownNow())]);
  out.push(['all ' + count(rows.length, 'finding'), null]);
  return out;
}

// shownNow are the rows that match the filters, those that are folded among them.
const shownNow = () => filtered();

function radio(name, value, label, checked) {
  return el('label', {class: 'choice'}, el('input', {type: 'radio', name, value, checked}), ' ' + label);
}

function openRun(one) {
  if (running) return;
  const which = scopes(one), plan = el('div', {class: 'plan', 'aria-live': 'polite'}), go = button('', () => start(), 'primary');
  const modes = [['replay', 'Replay: judge the recorded answers again'], ['live', 'Live: ask the network'], ['drift', 'Live, compared with the fixtures (drift)']];
  const form = el('div', {class: 'act'},
    el('fieldset', null, el('legend', null, 'How'), modes.map(([v, l], i) => radio('mode', v, l, i === (one && server.live ? 1 : 0)))),
    el('fieldset', null, el('legend', null, 'What'), which.map(([l], i) => radio('scope', String(i), l, i === 0))),
    plan, wrongView(), el('p', {class: 'buttons'}, go, button('Cancel', () => dialog.close())));
  const dialog = el('dialog', {'aria-labelledby': 'run-title', class: 'run-dialog'}, el('h2', null, el('span', {id: 'run-title'}, 'Run')), form);
  const value = (name) => form.querySelector('[name=' + name + ']:checked').value;
  let planned = null, asked = 0;

  async function update() {
    const number = ++asked, mode = value('mode');
    planned = null;
    go.hidden = false;
    go.textContent = 'Replay';
    plan.replaceChildren();
    form.querySelector('.wrong').replaceChildren();
    if (mode === 'replay') { add(plan, ['Nothing is sent.']); return; }
    go.hidden = true;
    if (!server.live) { add(plan, ['This page may not ask the network: start ', code('assay view --live'), ' for that.']); return; }
    try {
      const p = await ask('plan', {mode, findings: which[Number(value('scope'))][1]});
      if (number !== asked) return;
      planned = p;
      add(plan, [planView(p)]);
      go.hidden = p.requests === 0;
      go.textContent = 'Send ' + count(p.requests, 'request') + (p.exact ? '' : ' at most');
    } catch (e) {
      if (number === asked) add(form.querySelector('.wrong'), [e.message]);
    }
  }

  async function start() {
    await attempt(form, async () => {
      if (value('mode') === 'replay') {
        await ask('replay', {});
        location.assign(server.base + location.hash);
        if (server.page === 'now') location.reload();
        return;
      }
      const r = await ask('run', {plan: planned.plan});
      running.run = r.run;
      form.replaceChildren(el('p', {class: 'progress', role: 'status'}, 'Sending …'), el('progress', {max: Math.max(planned.requests, 1), value: 0, 'aria-label': 'requests sent'}), wrongView(),
        el('p', {class: 'buttons'}, button('Stop', () => ask('stop', {}))));
      look();
    });
  }

  form.addEventListener('change', update);
  dialog.addEventListener('close', () => { dialog.remove(); running = null; });
  running = {dialog, form, run: 0};
  document.body.append(dialog);
  dialog.showModal();
  update();
}

// planView is what a live run will send, suite by suite.
function planView(p) {
  const facts = (s) => [s.target, s.limits, s.held && 'not sent, as limits.writes is ask (--allow-writes): ' + s.writes.join(', '),
    !s.held && s.writes && 'changes something: ' + s.writes.join(', '), s.cooling].filter(Boolean);
  return el('div', null,
    el('table', null, el('thead', null, el('tr', null, ['Suite', 'Requests', 'Cost'].map((h) => el('th', {scope: 'col'}, h)))),
      el('tbody', null, p.suites.map((s) => el('tr', null, el('th', {scope: 'row'}, bdi(s.suite), facts(s).map((f) => el('div', {class: 'place'}, bdi(f)))),
        el('td', {class: 'number'}, s.requests.toLocaleString('en')), el('td', {class: 'number'}, String(s.cost)))))),
    el('p', null, el('b', null, count(p.requests, 'request')), p.exact ? '' : ' at most', p.left !== undefined && ', of ' + p.left.toLocaleString('en') + ' left of the budget'));
}

// runState follows the run that the dialog started.
function runState(state) {
  if (!running || !running.run) return;
  if (state.busy && state.busy.run === running.run) {
    running.form.querySelector('.progress').textContent = progress(state.busy);
    running.form.querySelector('progress').value = state.busy.sent;
  } else if (state.failed && state.failed.run === running.run) {
    const wrong = running.form.querySelector('.wrong');
    wrong.replaceChildren();
    add(wrong, [state.failed.message]);
    running.run = 0;
  } else if (state.runs >= running.run) location.assign(server.base + 'run/' + running.run);
}

document.addEventListener('keydown', (e) => {
  if (e.key !== 'r' || e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]') || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  e.preventDefault();
  openRun();
});
