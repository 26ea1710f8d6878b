import type { CommandContext, GlobalOptions, Terminal } from "../../../cli/commands/command.ts";
import { testWorld } from "../../support/test-world.ts";

/** What a command is handed where nothing was said; nobody is at the terminal unless `answer` is given. */
export function contextWith({
  globals = {},
  answer,
  asked = [],
}: {
  readonly globals?: Partial<GlobalOptions>;
  readonly answer?: string;
  /** The questions that were asked. */
  readonly asked?: string[];
} = {}): CommandContext {
  const terminal: Terminal = {
    color: false,
    columns: 80,
    interactive: answer !== undefined,
    print: () => {},
    readStdin: async () => "",
    ask: async (question) => {
      asked.push(question);
      return answer ?? "";
    },
  };
  return {
    world: testWorld(),
    terminal,
    commands: [],
    endAtOnce: () => {},
    installation: {
      version: "0",
      templatesFolder: "",
      puppetFolder: "",
      node: "",
      kaskctl: "",
      kask: "",
    },
    globals: {
      site: undefined,
      context: undefined,
      json: false,
      quiet: false,
      verbosity: 0,
      debugFile: undefined,
      color: "auto",
      yes: false,
      input: true,
      ...globals,
    },
  };
}
