// Probes are filled when they are opened.

const probes = [...document.querySelectorAll('details.compared')];
for (const d of probes) {
  d.addEventListener('toggle', () => { if (d.open) fillSides(d); });
  if (d.open) fillSides(d);
}

document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || keys.open || e.target.matches('input, select')) return;
  const shown = probes.filter((d) => !d.hidden);
  if (e.key === '?') keys.showModal();
  else if (e.key === '/' && !$('tools').hidden) { $('q').focus(); $('q').select(); }
  else if ((e.key === 'j' || e.key === 'k') && shown.length) {
    const at = shown.findIndex((d) => d.contains(document.activeElement));
    const next = shown[Math.min(shown.length - 1, Math.max(0, e.key === 'j' ? at + 1 : at - 1))];
    next.querySelector('summary').focus();
  } else return;
  e.preventDefault();
});

// Paper gets every probe, open.
let folded = [];
addEventListener('beforeprint', () => { folded = probes.filter((d) => !d.open); folded.forEach((d) => { d.open = true; fillSides(d); }); });
addEventListener('afterprint', () => { folded.forEach((d) => { d.open = false; }); });

root.dataset.ready = String(Math.round(performance.now()));
