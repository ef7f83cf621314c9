// A cluster of real nodes: `lamport node` four times on free ports of this machine, each with a
// journal in a temporary directory, killed and started again at will. What they do is theirs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE_MS = 60_000;

/** Asks again until `holds` says something true; fails with `what` and what is known of it. */
export async function until(what, holds, known = () => "") {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    let failure = "";
    try {
      const value = await holds();
      if (value) return value;
    } catch (error) {
      failure = String(error.cause ?? error);
    }
    if (Date.now() > end) throw new Error(`${what}: ${failure}\n${known()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () =>
    createServer().listen(0, "127.0.0.1"),
  );
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) server.close();
  return ports;
}

export class RealCluster {
  constructor({
    binary = process.env.LAMPORT_BINARY,
    names = ["unap-server", "client1", "client2", "client3"],
    token = "secret",
    protocol = "cluster",
  } = {}) {
    Object.assign(this, { binary, names, token, protocol });
    this.folder = mkdtempSync(join(tmpdir(), "lamport-nodes-"));
    this.running = [];
    this.said = "";
  }

  /** Starts all and waits until the coordinator reaches everyone. Returns their addresses. */
  async start() {
    this.ports = await freePorts(this.names.length);
    this.urls = this.ports.map((port) => `http://127.0.0.1:${port}/`);
    this.names.forEach((_, process) => this.spawn(process));
    await until(
      "the nodes have not all come up",
      async () =>
        (await this.members()).filter(({ reachable }) => reachable).length ===
        this.names.length,
      () => this.said,
    );
    return this.urls;
  }

  spawn(process) {
    const flags = {
      id: process,
      name: this.names[process],
      protocol: this.protocol,
      processes: this.names.length,
      listen: `127.0.0.1:${this.ports[process]}`,
      page: this.urls[process],
      data: join(this.folder, String(process)),
      "admin-token": this.token,
      ...(process > 0 ? { coordinator: this.urls[0].slice(0, -1) } : {}),
    };
    const child = spawn(
      this.binary,
      [
        "node",
        ...Object.entries(flags).flatMap(([name, value]) => [
          `--${name}`,
          String(value),
        ]),
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    child.stderr.on("data", (text) => (this.said += `${process}: ${text}`));
    this.running[process] = child;
  }

  /** kill -9, and gone when this returns. */
  async kill(process) {
    const child = this.running[process];
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** SIGSTOP: its connections stand, and nothing comes from it; or SIGCONT. */
  hang(process, hung = true) {
    this.running[process].kill(hung ? "SIGSTOP" : "SIGCONT");
  }

  async revive(process) {
    this.spawn(process);
    await until(
      `process ${process} is not ready`,
      async () => (await fetch(`${this.urls[process]}readyz`)).ok,
      () => this.said,
    );
  }

  async stop() {
    await Promise.all(this.names.map((_, process) => this.kill(process)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async get(process, path) {
    return (await fetch(`${this.urls[process]}api/v1/${path}`)).json();
  }

  async put(process, path, body) {
    return this.change("PUT", process, path, body);
  }

  async post(process, path, body) {
    return this.change("POST", process, path, body);
  }

  async change(method, process, path, body) {
    const response = await fetch(`${this.urls[process]}api/v1/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }

  state(process) {
    return this.get(process, "state");
  }

  async members() {
    return (await this.get(0, "members")).members;
  }

  /** Nobody acts by itself from here on. */
  async quiet() {
    for (const process of this.names.keys())
      await this.put(process, "automatic", { enabled: false });
  }
}
