// Runs collections with newman's library in one process, for newman starts slowly: a path a line
// on standard input, an object {verdict, told} a line on standard output. The first line has the
// version. An object has tests, too: whether each passes, by its name. The argument is newman's folder.
const readline = require('node:readline');
const fs = require('node:fs');
const folder = process.argv[2];
const newman = require(folder);

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

const run = (path) =>
  new Promise((done) => {
    let collection;
    try {
      collection = JSON.parse(fs.readFileSync(path, 'utf8'));
    } catch (err) {
      done({ verdict: 'refused', told: String(err) });
      return;
    }
    newman.run({ collection, reporters: [], timeoutRequest: 5000, timeoutScript: 120000 }, (err, summary) => {
      if (err) {
        done({ verdict: 'refused', told: String(err) });
        return;
      }
      const failures = summary.run.failures.map((f) => `${f.source?.name}: ${f.error?.message}`);
      const tests = {};
      for (const e of summary.run.executions) for (const a of e.assertions || []) tests[a.assertion] = !a.error;
      done({ verdict: failures.length ? 'red' : 'green', told: failures.join('\n'), tests });
    });
  });

process.on('unhandledRejection', () => {}); // of async tests, whose failures newman does not see

(async () => {
  say({ verdict: '', told: 'newman ' + require(folder + '/package.json').version });
  for await (const path of readline.createInterface({ input: process.stdin })) say(await run(path));
})();
