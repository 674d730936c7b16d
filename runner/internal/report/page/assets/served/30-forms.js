// Items to answer, and drift to accept.

// sectionsIn are the parts of a section of the page, one for each suite that has something there.
const sectionsIn = (id) => [...document.querySelectorAll('#' + id + ' > .of-suite')];

function answerForm(file, item) {
  const input = el('input', {type: 'text', 'aria-label': 'Answer to ' + item.id, placeholder: item.answers.length ? 'or in your words' : 'answer', autocomplete: 'off'});
  const send = (text, back) => attempt(form, async () => {
    await ask('answer', {file, item: item.id, text, back});
    input.value = '';
    location.reload();
  });
  const form = el('form', {class: 'act', submit: (e) => { e.preventDefault(); send(input.value, false); }},
    item.answers.map((a) => button(a, () => send(a, false))), input, el('button', {type: 'submit', class: 'ghost'}, 'Answer'),
    item.answered && button('Take back', () => send('', true)), wrongView());
  return form;
}

sectionsIn('checklist').forEach((part, k) => {
  const list = (server.checklists || [])[k];
  if (!list) return;
  [...part.querySelectorAll('.items > li')].forEach((li, i) => { if (list.items[i]) li.append(answerForm(list.file, list.items[i])); });
});

// acceptForm takes new responses into a fixture, with the reason.
function acceptForm(d) {
  const open = d.probes.filter((p) => !(p in d.accepted));
  const boxes = open.map((p) => el('label', {class: 'choice'}, el('input', {type: 'checkbox', value: p, checked: true}), ' ', code(p)));
  const why = el('input', {type: 'text', required: true, placeholder: 'why the new answers are right', 'aria-label': 'Reason', autocomplete: 'off'});
  const form = el('form', {class: 'act accept', submit: (e) => {
    e.preventDefault();
    attempt(form, async () => {
      const probes = [...form.querySelectorAll('[type=checkbox]')].filter((b) => b.checked).map((b) => b.value);
      const done = await ask('accept', {run: server.run, file: d.file, probes, because: why.value});
      probes.forEach((p) => { d.accepted[p] = why.value; });
      form.replaceWith(...acceptView(d), el('p', {class: 'place', role: 'status'}, done.notes.join('; ')));
    });
  }}, el('fieldset', null, el('legend', null, 'Take the new answers into ', code(d.fixtures)), boxes), why,
  el('button', {type: 'submit', class: 'ghost'}, 'Accept'), wrongView());
  return open.length ? form : null;
}

// acceptView is what was accepted, and the form for the rest.
function acceptView(d) {
  const done = Object.entries(d.accepted).map(([p, why]) => el('li', null, code(p), ' accepted: ', bdi(why)));
  return [done.length && el('ul', {class: 'notes'}, done), d.probes.length && acceptForm(d)].filter(Boolean);
}

sectionsIn('drift').forEach((part, k) => {
  const d = (server.drift || [])[k];
  if (d) part.append(...acceptView(d));
});
