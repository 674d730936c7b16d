// Controls that every page has.

const $ = (id) => document.getElementById(id);

// options adds the options of a filter, which is hidden where it has no choice.
function options(select, values) {
  for (const [value, label] of values) select.append(el('option', {value}, label));
  select.closest('.field').hidden = values.length < 2 && !(select.id === 'label' && values.length);
}

function setLabel(l) {
  chosen.label = l;
  showChoice();
  refresh();
  $('findings').scrollIntoView();
}

for (const b of document.querySelectorAll('[data-verdict]')) {
  b.addEventListener('click', () => {
    const v = b.dataset.verdict;
    if (!chosen.verdicts.delete(v)) chosen.verdicts.add(v);
    showChoice();
    refresh();
  });
}

// The theme is the system's until the reader chooses.
const theme = $('theme'), root = document.documentElement;
const dark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
const showTheme = () => { theme.textContent = dark() ? 'Light theme' : 'Dark theme'; };
theme.addEventListener('click', () => {
  root.dataset.theme = dark() ? 'light' : 'dark';
  try { localStorage.setItem('assay-theme', root.dataset.theme); } catch { /* it lasts as long as the page */ }
  showTheme();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
theme.hidden = false;
showTheme();

// The keys, in a dialog that the browser closes by Esc.
const keys = $('keys-dialog');
$('keys').addEventListener('click', () => keys.showModal());
$('keys-close').addEventListener('click', () => keys.close());
$('keys').hidden = false;
