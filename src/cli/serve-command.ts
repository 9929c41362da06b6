/**
 * `vpcsim serve`: the page of an input, live, for a browser on this machine.
 */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { OK } from './exit-code.ts';
import type { InputOptions } from './input.ts';
import { LiveNetwork } from './serve/live-network.ts';
import { routesOf } from './serve/routes.ts';
import { watchInputs } from './serve/watch.ts';
import { interruptible, writeError, writeOut } from './terminal.ts';
import { readNumber, UsageError } from './usage.ts';

export interface ServeCommandOptions extends InputOptions {
  readonly port: string;
}

/** Answers until it is interrupted, which is how it ends well. */
export async function serveCommand(paths: readonly string[], options: ServeCommandOptions): Promise<number> {
  const port = readNumber(options.port, '--port', 0, 65_535);
  const { signal } = interruptible();
  const server = await startServer(paths, options, port);
  writeOut(`${server.url}\n`);
  writeError('Ctrl-C ends it; the page follows the input whenever it is saved.\n');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  return OK;
}

export interface LiveServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Listens on loopback alone. `port` 0: whichever is free. */
export async function startServer(
  paths: readonly string[],
  options: InputOptions,
  port: number,
): Promise<LiveServer> {
  const token = randomBytes(24).toString('base64url');
  const live = await LiveNetwork.open(paths, options, token);
  const listeners = new Set<() => void>();
  const address = { port };
  const app = routesOf({
    live,
    token,
    port: () => address.port,
    onReload: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const server = await listen(app.fetch, port);
  address.port = (server.address() as AddressInfo).port;
  const reloaded = async (): Promise<void> => {
    await live.reload();
    for (const listener of listeners) listener();
  };
  const unwatch = watchInputs(paths, () => {
    void reloaded();
  });
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        unwatch();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(fetch: Parameters<typeof serve>[0]['fetch'], port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port }, () => resolve(server)) as Server;
    server.on('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new UsageError(`port ${port} is taken`, '--port 0 takes a free one') : error);
    });
  });
}
