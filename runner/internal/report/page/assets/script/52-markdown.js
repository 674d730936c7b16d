// A finding as Markdown, for an issue or a pull request.

const MOST_COPIED = 2000; // characters of a body

const oneLine = (s) => String(s).replace(/\s+/g, ' ').trim().replace(CONTROLS, escaped);
const markdownText = (s) => oneLine(s).replace(/[\\`*_[\]|]/g, '\\$&').replace(/</g, '&lt;').replace(/>/g, '&gt;');

// fenceOf is longer than any run of backticks in a text.
const fenceOf = (s, least) => '`'.repeat(Math.max(least, ...[...s.matchAll(/`+/g)].map((m) => m[0].length + 1)));

function markdownCode(s) {
  const line = oneLine(s), fence = fenceOf(line, 1), space = fence.length > 1 ? ' ' : '';
  return fence + space + line + space + fence;
}

function markdownBlock(s, language) {
  const lines = s.replace(/\r\n/g, '\n').replace(new RegExp(CONTROL.source, 'g'), escaped), fence = fenceOf(lines, 3);
  return fence + language + '\n' + lines + '\n' + fence;
}

// markdown is what a reader needs who does not have the page: the verdict, what was expected and
// what came, the command, the response.
function markdown(suite, f, o) {
  const out = ['### ' + f.verdict[0].toUpperCase() + f.verdict.slice(1) + ': ' + markdownText(f.claim || f.id)];
  out.push([markdownText(suite.suite), 'finding ' + markdownCode(f.id), f.probe && 'probe ' + markdownCode(f.probe), f.at && markdownCode(f.at)].filter(Boolean).join(', '));
  if (f.reason) out.push('Because: ' + markdownText(f.reason));
  if (f.decide) out.push('What would decide it: ' + markdownText(f.decide));
  const failures = (f.failures || []).map((e) => [
    '- **' + markdownText(e.subject) + '**' + (e.at ? ' (' + markdownCode(e.at) + ')' : ''),
    ...[['expected', e.expected], ['actual', e.actual], ['fixture', e.fixture]].filter((r) => r[1]).map(([k, v]) => '  - ' + k + ': ' + markdownCode(v)),
    e.detail && '  - ' + markdownText(e.detail), e.next && '  - next: ' + markdownText(e.next),
  ].filter(Boolean).join('\n'));
  if (failures.length) out.push(failures.join('\n'));
  if (!o) return out.join('\n\n') + '\n';
  if (o.curl) out.push(markdownBlock(o.curl, 'sh'));
  if (o.missing) out.push('Nothing was asked: ' + markdownText(o.missing));
  else if (o.error) out.push('No answer (' + markdownText(o.error) + '): ' + markdownText(o.error_text || ''));
  else out.push('Answer: ' + markdownCode([o.status || 'status not reported', o.reason].filter(Boolean).join(' ')) + ' (' + markdownText(provenanceText(o)) + ')');
  if (o.body && !o.body_encoding) {
    out.push(markdownBlock(o.body.slice(0, MOST_COPIED), ''));
    if (o.body.length > MOST_COPIED) out.push('The first ' + count(MOST_COPIED, 'character') + ' of ' + o.body.length.toLocaleString('en') + '.');
  }
  return out.join('\n\n') + '\n';
}

// footView has what a reader takes along of a finding: a link to it, the finding as Markdown.
function footView(link, what, suite, f) {
  return el('p', {class: 'foot'}, copier(link, 'Copy a link to this ' + what), ' link to this ' + what,
    copier(() => markdown(suite, f, observation(suite, f.probe)), 'Copy this finding as Markdown'), ' as Markdown');
}
