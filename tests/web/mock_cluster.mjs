// A cluster that only pretends: the nodes of docs/http-api.openapi.yaml in one program and in
// memory, so that the pages can be tested without the binary, and made to fail at will. Clocks and
// messages follow the rules; durability, security and limits are not pretended.
import { createServer } from "node:http";
import { HEADERS, serveFile } from "./built_files.mjs";

export class MockCluster {
  constructor({
    names = ["unap-server", "client1", "client2", "client3"],
    token = "secret",
    delay = 20,
    protocol = "cluster",
  } = {}) {
    Object.assign(this, { names, token, delay, protocol });
    /** Of the protocol mutex, whose requests and releases reach everyone at once here. */
    this.queue = [];
    this.begun = Date.now();
    this.epoch = new Date(this.begun).toISOString();
    this.run = `run-${this.begun}`;
    this.nodes = names.map((name, process) => ({
      name,
      process,
      lamport: 0,
      index: 0,
      incarnation: 1,
      log: [],
      last: null,
      up: true,
      hung: false,
      reachable: true,
      since: 0,
      /** What the coordinator knows of it, and since when. */
      told: null,
      heard: null,
      automatic: { enabled: false, mean_ms: 1000 },
      admission: "open",
      unsent: 0,
      streams: new Set(),
      keys: new Map(),
      links: names.map((_, to) => ({
        from: process,
        to,
        up: true,
        since: 0,
        round_trip_ns: 400_000,
        unsent: 0,
        fault: null,
        held: [],
      })),
    }));
    this.relay = { log: [], streams: new Set() };
    /** Whether the coordinator asks by itself, twice a second. */
    this.probing = true;
    this.timers = [setInterval(() => this.beat(), 50)];
  }

  now = () => (Date.now() - this.begun) * 1e6;

  async start(ports) {
    this.servers = [];
    for (const node of this.nodes) {
      const server = createServer((request, response) =>
        this.answer(node, request, response),
      );
      await new Promise((resolve) =>
        server.listen(ports ? ports[node.process] : 0, "127.0.0.1", resolve),
      );
      node.port = server.address().port;
      node.server = server;
    }
    for (const node of this.nodes) {
      this.event(node, "internal", { label: "start" });
      if (node.process > 0) this.send(node, [0], "register");
    }
    this.probe();
    return this.nodes.map((node) => `http://127.0.0.1:${node.port}/`);
  }

  stop() {
    this.timers.forEach(clearInterval);
    for (const node of this.nodes) this.close(node);
  }

  close(node) {
    for (const stream of node.streams) stream.destroy();
    if (node.process === 0)
      for (const stream of this.relay.streams) stream.destroy();
    node.server.closeAllConnections();
    node.server.close();
  }

  /** As kill -9: nobody answers on its port, what others send waits. */
  kill(process) {
    const node = this.nodes[process];
    node.up = false;
    node.since = this.now();
    this.close(node);
    for (const other of this.nodes)
      Object.assign(other.links[process], { up: false, since: this.now() });
    this.changed();
  }

  /** As SIGSTOP: its connections stand, and nothing comes from it; as SIGCONT. */
  hang(process, hung = true) {
    this.nodes[process].hung = hung;
  }

  /** The coordinator asks everyone how they are. */
  probe() {
    for (const node of this.nodes)
      if (node.up && !node.hung)
        Object.assign(node, { told: this.stateOf(node), heard: this.now() });
  }

  async revive(process) {
    const node = this.nodes[process];
    node.server = createServer((request, response) =>
      this.answer(node, request, response),
    );
    await new Promise((resolve) =>
      node.server.listen(node.port, "127.0.0.1", resolve),
    );
    const life = {
      type: "life",
      process,
      incarnation: node.incarnation,
      after: node.index,
    };
    this.put(node, { record: { ...life, change: "crash", time: node.since } });
    Object.assign(node, {
      up: true,
      since: this.now(),
      incarnation: node.incarnation + 1,
    });
    this.put(node, {
      record: {
        ...life,
        change: "restart",
        incarnation: node.incarnation,
        time: this.now(),
      },
    });
    this.event(node, "internal", { label: "start" });
    for (const other of this.nodes) {
      const link = other.links[process];
      Object.assign(link, { up: true, since: this.now() });
      for (const deliver of link.held.splice(0)) deliver();
    }
    this.probe();
    this.changed();
  }

  put(node, item) {
    node.log.push(item);
    const id = node.log.length;
    const text = (cursor) =>
      `id: ${cursor}\nevent: record\ndata: ${JSON.stringify(item)}\n\n`;
    for (const stream of node.streams) stream.write(text(id));
    this.relay.log.push(item);
    for (const stream of this.relay.streams)
      stream.write(text(this.relay.log.length));
  }

  event(node, kind, rest, sent) {
    const own = node.lamport;
    node.lamport = Math.max(own, sent ?? 0) + 1;
    const record = {
      type: "event",
      process: node.process,
      index: ++node.index,
      kind,
      lamport: node.lamport,
      time: this.now(),
      ...rest,
    };
    if (node.incarnation > 1) record.incarnation = node.incarnation;
    const item = sent === undefined ? { record } : { record, own, sent };
    node.last = item;
    this.put(node, item);
    this.stateOf(node, true);
    return item;
  }

  send(node, to, label) {
    const item = this.event(node, "send", { to, label });
    const message = `${node.process}:${node.index}`;
    const sent = node.lamport;
    for (const q of to) {
      const link = node.links[q];
      const deliver = () => {
        if (!link.up || link.fault?.cut) return void link.held.push(deliver);
        const wait =
          this.delay * (0.5 + Math.random()) + (link.fault?.delay_ms ?? 0);
        setTimeout(
          () =>
            this.nodes[q].up
              ? this.event(this.nodes[q], "receive", { message, label }, sent)
              : link.held.push(deliver),
          wait,
        );
      };
      deliver();
    }
    return item;
  }

  beat() {
    this.beats = (this.beats ?? 0) + 1;
    for (const node of this.nodes) {
      if (
        node.up &&
        node.automatic.enabled &&
        Math.random() < 50 / node.automatic.mean_ms
      ) {
        const others = this.nodes
          .map((n) => n.process)
          .filter((p) => p !== node.process);
        const choice = Math.random();
        if (choice < 0.45)
          this.event(node, "internal", {
            label: ["compute", "read", "write"][Math.floor(Math.random() * 3)],
          });
        else
          this.send(
            node,
            choice > 0.92
              ? others
              : [others[Math.floor(Math.random() * others.length)]],
            ["hello", "ping", "report"][Math.floor(Math.random() * 3)],
          );
      }
      for (const link of node.links)
        if (link.fault?.until !== null && link.fault?.until < this.now())
          this.heal(link);
    }
    if (this.probing && this.beats % 10 === 0) {
      this.probe();
      this.changed();
    }
  }

  /** Tells the pages, as soon as something other than a clock changed. */
  changed() {
    for (const node of this.nodes) this.stateOf(node, true);
    for (const stream of this.relay.streams)
      stream.write(
        `event: members\ndata: ${JSON.stringify(this.members(true))}\n\n`,
      );
  }

  heal(link) {
    link.fault = null;
    this.put(this.nodes[link.from], {
      record: {
        type: "link",
        from: link.from,
        to: link.to,
        change: "heal",
        value: 0,
        time: this.now(),
      },
    });
    for (const deliver of link.held.splice(0)) deliver();
    this.probe();
    this.changed();
  }

  stateOf(node, tell = false) {
    const recent =
      node.log.filter(
        ({ record }) =>
          record.type === "event" && record.time > this.now() - 5e9,
      ).length / 5;
    const state = {
      run: this.run,
      process: node.process,
      name: node.name,
      role: node.process === 0 ? "coordinator" : "client",
      protocol: this.protocol,
      processes: this.nodes.length,
      seed: 0,
      epoch: this.epoch,
      time: this.now(),
      incarnation: node.incarnation,
      lamport: node.lamport,
      index: node.index,
      last: node.last,
      automatic: node.automatic,
      admission: node.admission,
      unsent: node.links.reduce((sum, link) => sum + link.held.length, 0),
      events_per_second: recent,
      admin: this.token !== "",
      coordinator: `http://127.0.0.1:${this.nodes[0].port}/`,
      links: node.links
        .filter((link) => link.to !== node.process)
        .map(({ held, ...link }) => ({ ...link, unsent: held.length })),
    };
    if (this.protocol === "mutex")
      state.protocol_state = {
        holds: this.queue[0]?.process === node.process,
        request:
          this.queue.find(({ process }) => process === node.process) ?? null,
        queue: this.queue,
        secret_of_the_protocol: 1,
      };
    if (tell && !node.hung)
      for (const stream of node.streams)
        stream.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
    return state;
  }

  members(states) {
    return {
      run: this.run,
      time: this.now(),
      members: this.nodes.map((node) => ({
        process: node.process,
        name: node.name,
        role: node.process === 0 ? "coordinator" : "client",
        page: `http://127.0.0.1:${node.port}/`,
        reachable: node.up && node.reachable,
        since: node.since,
        heard: node.process === 0 ? this.now() : node.heard,
        state: states
          ? node.process === 0
            ? this.stateOf(node)
            : node.told
          : null,
      })),
    };
  }

  answer(node, request, response) {
    const url = new URL(request.url, "http://node");
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      if (node.hung) return;
      if (!url.pathname.startsWith("/api/v1/"))
        return serveFile(url.pathname, response);
      const json = (status, value, type = "application/json") => {
        response.writeHead(status, { ...HEADERS, "Content-Type": type });
        response.end(JSON.stringify(value));
      };
      const problem = (status, code, title) =>
        json(
          status,
          { type: "about:blank", title, status, code },
          "application/problem+json",
        );
      const route = `${request.method} ${url.pathname.slice("/api/v1/".length)}`;
      if (route === "GET state") return json(200, this.stateOf(node));
      if (route === "GET members")
        return json(200, this.members(node.process === 0));
      if (route === "GET stream")
        return this.stream(node, url, request, response);
      const known = ["messages", "broadcasts", "internal"].map(
        (name) => `POST ${name}`,
      );
      if (this.protocol === "mutex" && route.startsWith("POST commands/"))
        return json(201, {
          events: [this.mutex(node, route.slice("POST commands/".length))],
        });
      if (
        !known.includes(route) &&
        route !== "PUT automatic" &&
        !route.includes(" links/")
      ) {
        const other = known.some((one) =>
          one.endsWith(` ${url.pathname.slice("/api/v1/".length)}`),
        );
        return other
          ? problem(405, "method_not_allowed", "Not so")
          : problem(404, "not_found", "No such path");
      }
      if (
        request.method !== "DELETE" &&
        request.headers["content-type"] !== "application/json"
      )
        return problem(415, "unsupported_media_type", "JSON only");
      let wanted = {};
      try {
        if (body) wanted = JSON.parse(body);
      } catch {
        return problem(400, "bad_json", "Not JSON");
      }
      if (route === "PUT automatic") {
        if (Object.keys(wanted).length === 0)
          return problem(422, "invalid_field", "Nothing to change");
        Object.assign(node.automatic, wanted);
        this.stateOf(node, true);
        return json(200, node.automatic);
      }
      if (route.includes(" links/"))
        return this.fault(node, route, request, wanted, json, problem);
      if (node.admission !== "open")
        return problem(503, "queue_full", "The queue is full");
      if (
        typeof wanted.text !== "string" ||
        Buffer.byteLength(wanted.text) > 256
      )
        return problem(422, "invalid_field", "A text of at most 256 bytes");
      if (route === "POST messages" && !Number.isInteger(wanted.to))
        return problem(422, "invalid_field", "To whom?");
      if (route === "POST messages" && !this.nodes[wanted.to])
        return problem(404, "unknown_process", "No such process");
      const key = request.headers["idempotency-key"];
      const before = key && node.keys.get(key);
      if (before) {
        if (before.body !== body)
          return problem(422, "idempotency_key_reused", "Another body");
        response.setHeader("Idempotency-Replayed", "true");
        return json(201, before.answer);
      }
      const answer = { events: [this.command(node, route, wanted)] };
      if (key) node.keys.set(key, { body, answer });
      json(201, answer);
    });
  }

  mutex(node, label) {
    const others = this.names.map((_, p) => p);
    const item = this.send(
      node,
      others.filter((p) => p !== node.process),
      label,
    );
    this.queue = this.queue.filter(({ process }) => process !== node.process);
    if (label === "request")
      this.queue.push({ stamp: node.lamport, process: node.process });
    this.probe();
    this.changed();
    return item;
  }

  command(node, route, { to, text = "" }) {
    const others = this.nodes
      .map((n) => n.process)
      .filter((p) => p !== node.process);
    if (route === "POST messages") return this.send(node, [to], text);
    if (route === "POST broadcasts") return this.send(node, others, text);
    return this.event(node, "internal", { label: text });
  }

  fault(node, route, request, wanted, json, problem) {
    if (this.token === "")
      return problem(403, "admin_disabled", "Admin actions are off");
    const given = request.headers.authorization;
    if (!given)
      return problem(401, "admin_token_required", "A token is needed");
    if (given !== `Bearer ${this.token}`)
      return problem(403, "admin_token_wrong", "Wrong token");
    const [, from, to] = /links\/(\d+)\/(\d+)/.exec(route).map(Number);
    const link = this.nodes[from].links[to];
    if (route.startsWith("DELETE")) this.heal(link);
    else {
      link.fault = {
        cut: wanted.cut,
        delay_ms: wanted.delay_ms,
        until: wanted.for_ms ? this.now() + wanted.for_ms * 1e6 : null,
      };
      this.put(this.nodes[from], {
        record: {
          type: "link",
          from,
          to,
          change: wanted.cut ? "cut" : "delay",
          value: wanted.cut ? 0 : wanted.delay_ms * 1e6,
          time: this.now(),
        },
      });
      this.probe();
      this.changed();
    }
    const { held, ...answer } = link;
    return json(200, { ...answer, unsent: held.length });
  }

  stream(node, url, request, response) {
    const cluster = url.searchParams.get("scope") === "cluster";
    const { log, streams } = cluster ? this.relay : node;
    const after = Number(request.headers["last-event-id"] ?? NaN);
    const resumed = after <= log.length;
    const from = resumed
      ? after
      : Math.max(0, log.length - Number(url.searchParams.get("tail") ?? 0));
    response.writeHead(200, {
      ...HEADERS,
      "Content-Type": "text/event-stream",
    });
    const hello = {
      run: this.run,
      scope: cluster ? "cluster" : "node",
      process: node.process,
      epoch: this.epoch,
      protocol: this.protocol,
      processes: this.names.map((name, id) => ({ id, name })),
      resumed,
    };
    response.write(
      `retry: 300\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`,
    );
    for (let i = from; i < log.length; ++i)
      response.write(
        `id: ${i + 1}\nevent: record\ndata: ${JSON.stringify(log[i])}\n\n`,
      );
    response.write(
      `event: state\ndata: ${JSON.stringify(this.stateOf(node))}\n\n`,
    );
    if (cluster)
      response.write(
        `event: members\ndata: ${JSON.stringify(this.members(true))}\n\n`,
      );
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }
}
