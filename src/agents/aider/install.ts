import type { Install } from "../facets/install.ts";

/** Where Aider's command goes: it has room for one, and leaves the terminal on its stdin. */
export const install: Install = {
  filesFolder: "",
  files: [
    {
      kind: "setting",
      path: ".aider.conf.yml",
      commandKey: "notifications-command",
      switchKey: "notifications",
    },
  ],
  hooks: [],
  restart: "restart running Aider sessions",
};
