/**
 * What the server of a live page answers.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { renderPage } from '../../report/page/html.ts';
import { onlyFromHere, onlyWithToken } from './guard.ts';
import type { LiveNetwork } from './live-network.ts';
import { Problems, problemsOf } from './problems.ts';
import { savedChanges, savedScenario } from './saved.ts';

/** A change is a few lines; bytes. */
const LARGEST_BODY = 64 * 1024;

/** Between two signs of life on a quiet stream. */
const PULSE_MS = 25_000;

export interface RouteOptions {
  readonly live: LiveNetwork;
  readonly token: string;
  readonly port: () => number;
  /** Calls back whenever the input was read again; the result stops it. */
  readonly onReload: (listener: () => void) => () => void;
}

export function routesOf({ live, token, port, onReload }: RouteOptions): Hono {
  const app = new Hono();
  app.use(onlyFromHere(port));
  app.post(
    '*',
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: (context) => context.json({ problems: ['too large'] }, 413),
    }),
  );
  app.post('*', onlyWithToken(token));

  app.get('/', (context) => context.html(renderPage(live.page())));
  app.get('/api/page', (context) => context.json(live.page()));
  app.get('/api/pair', (context) => {
    const { version = '0', from = '', to = '' } = context.req.query();
    return context.json(live.pair(Number(version), from, to));
  });
  app.get('/api/trace', (context) => {
    const { from = '', to = '', proto = 'tcp', port: destination = '' } = context.req.query();
    return context.json(live.trace(from, to, { proto, ...(destination !== '' && { port: destination }) }));
  });
  app.post('/api/change', async (context) => {
    await live.change(
      await context.req.json().catch(() => {
        throw new Problems(['the request is no JSON']);
      }),
    );
    return context.json(live.page());
  });
  app.post('/api/undo', async (context) => {
    await live.undo();
    return context.json(live.page());
  });
  for (const [path, text] of [
    ['/api/changes.yaml', () => savedChanges(live.steps)],
    ['/api/scenario.yaml', () => savedScenario(live.input, live.network, live.steps)],
  ] as const) {
    app.get(path, (context) =>
      context.body(text(), 200, { 'content-type': 'application/yaml; charset=utf-8' }),
    );
  }
  app.get('/api/events', (context) =>
    streamSSE(context, async (stream) => {
      const stop = onReload(() => void stream.writeSSE({ event: 'page', data: '' }));
      stream.onAbort(stop);
      while (!stream.aborted && !stream.closed) {
        await stream.writeSSE({ event: 'pulse', data: '' });
        await stream.sleep(PULSE_MS);
      }
    }),
  );
  app.onError((error, context) => {
    const problems = problemsOf(error);
    return problems
      ? context.json({ problems }, 422)
      : context.json({ problems: [`this is a bug in vpcsim: ${error.message}`] }, 500);
  });
  return app;
}
