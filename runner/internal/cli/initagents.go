package cli

// agentsFile names the file with instructions for agents, as many of them read it.
const agentsFile = "AGENTS.md"

// agentsGuide tells an agent that edits the suites of a folder what it must know.
const agentsGuide = `# Contracts of an API, for Assay

The files here are claims about an API that somebody else runs, not code to be made green. A finding that is
broken says that the API answered otherwise: say so, and change the claim only if a person wants that.

- ` + "`assay lint`" + ` after each edit; ` + "`assay run`" + ` judges against recorded answers and sends nothing.
- ` + "`assay run --live`" + ` sends requests that may cost money, hit limits or get a key banned: only when a person asks for
  it, with ` + "`--budget N`" + ` and ` + "`--only PROBE`" + `. Never take ` + "`limits`" + `, ` + "`risk`" + ` or ` + "`wait`" + ` out of a suite to get an answer sooner.
- Verdicts: holds, broken, inconclusive (the answers do not decide it), pending. Inconclusive is no failure.
- Write ` + "`${name}`" + ` for a secret, declared under ` + "`secrets:`" + `; never its value. A ` + "`.fixture`" + ` file is what was recorded: do not
  edit it to make a finding hold; ` + "`assay run --record`" + ` writes it.
- Each claim says one thing, has a ` + "`source`" + ` if there is one, and a control if it is about keys. ` + "`assay mutate`" + ` says what
  the suite would not notice, with an expectation to paste.
- ` + "`assay help`" + ` lists the commands, ` + "`assay schema`" + ` prints the JSON Schema of the format, ` + "`assay mcp`" + ` offers all this as tools.
`
