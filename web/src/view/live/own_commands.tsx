// The commands of a protocol's own as buttons; for a protocol that the pages do not know, a form
// that asks for any by its name.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Item } from "../../api/types";
import { t } from "../text";
import type { ProtocolCommand, ProtocolView } from "./protocols";

interface Properties {
  view: ProtocolView;
  closed: boolean;
  ask: (command: () => Promise<Item[]>) => void;
}

export function OwnCommands({ view, closed, ask }: Properties) {
  return (
    <>
      {view.commands.length > 0 && (
        <div class="own-commands">
          {view.commands.map((command) => (
            <OwnCommand key={command.name} command={command} closed={closed} ask={ask} />
          ))}
        </div>
      )}
      {view.open && <AnyCommand closed={closed} ask={ask} />}
    </>
  );
}

function OwnCommand({
  command,
  closed,
  ask,
}: { command: ProtocolCommand } & Omit<Properties, "view">) {
  const [value, setValue] = useState(0);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        ask(() => api.ask(command.name, command.value ? { value } : {}));
      }}
    >
      <button type="submit" disabled={closed}>
        {t(command.text)}
      </button>
      {command.value && (
        <label>
          {t(command.value)}{" "}
          <input
            type="number"
            min="0"
            step="1"
            value={value}
            onInput={(e) => setValue(Math.max(0, Math.round(Number(e.currentTarget.value))))}
          />
        </label>
      )}
    </form>
  );
}

function AnyCommand({ closed, ask }: Omit<Properties, "view">) {
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const good = /^[a-z][a-z0-9_-]{0,62}$/.test(name);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (good && !closed) ask(() => api.ask(name, text === "" ? {} : { text }));
      }}
    >
      <label>
        {t("command")} <input value={name} onInput={(e) => setName(e.currentTarget.value.trim())} />
      </label>
      <label class="grow">
        {t("text")} <input value={text} onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <button type="submit" disabled={closed || !good}>
        {t("command_run")}
      </button>
    </form>
  );
}
