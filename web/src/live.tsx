// Entry of the pages that a node serves: asks the node what it is, then shows the cluster (the
// coordinator's page) or the node. "#node" asks a coordinator for its own node's page.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./view/style.css";
import { api } from "./api/client";
import { Feed } from "./api/feed";
import type { NodeState } from "./api/types";
import { useStore } from "./view/store";
import { language, startLanguage, t } from "./view/text";
import { startTheme } from "./view/theme";
import { ClusterPage } from "./view/live/cluster";
import { NodePage } from "./view/live/node";

const feeds = new Map<string, Feed>();

function feedOf(scope: "node" | "cluster"): Feed {
  let feed = feeds.get(scope);
  if (!feed) feeds.set(scope, (feed = new Feed(scope)));
  return feed;
}

function Page({ first }: { first: NodeState }) {
  const [hash, setHash] = useState(location.hash);
  useStore(language);
  useEffect(() => {
    const changed = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  const coordinator = first.role === "coordinator";
  if (coordinator && hash !== "#node")
    return <ClusterPage feed={feedOf("cluster")} title={first.name} />;
  const feed = feedOf("node");
  if (!feed.state.get()) feed.takeState(first, Date.now());
  return <NodePage key="node" feed={feed} cluster={coordinator ? "#" : first.coordinator} />;
}

/** The node may still be starting: asked until it answers. */
async function firstState(root: HTMLElement): Promise<NodeState> {
  for (;;)
    try {
      return await api.state();
    } catch {
      root.textContent = `${t("connecting")}…`;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
}

async function start(): Promise<void> {
  startLanguage();
  startTheme();
  const root = document.getElementById("app")!;
  const first = await firstState(root);
  root.textContent = "";
  render(<Page first={first} />, root);
}

void start();
