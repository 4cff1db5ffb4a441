import type { Command } from "commander";

const HEAD = `# Command reference

Generated from the commands' own help by \`npm run generate\`; don't edit. What all commands share (streams, \`--json\`,
exit codes) stands in [cli.md](../cli.md).
`;

/** The help texts of all commands, at a width that does not depend on the terminal. */
export function commandsPage(commands: readonly Command[]): string {
  return [HEAD, ...commands.map(section)].join("\n");
}

function section(command: Command): string {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 100,
  });
  command.outputHelp();
  const text = help.replace("Usage: ", "Usage: pinakes ").trimEnd();
  return `## pinakes ${command.name()}\n\n\`\`\`\n${text}\n\`\`\`\n`;
}
