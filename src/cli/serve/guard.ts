/**
 * Who may talk to the server: pages that came from it, on this machine.
 *
 * A name that leads here from elsewhere (DNS rebinding) shows in `Host`, another page in `Origin`, and
 * only pages of ours know the token that changes need.
 */
import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** `port` is asked for per request: it is not known before the server listens. */
export function onlyFromHere(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const hosts = LOOPBACK.map((name) => `${name}:${port()}`);
    const host = context.req.header('host') ?? '';
    if (!hosts.includes(host))
      return context.json({ problems: ['this server answers on loopback only'] }, 421);
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`) {
      return context.json({ problems: ['another page may not ask'] }, 403);
    }
    await next();
    const { headers } = context.res;
    headers.set('cache-control', 'no-store');
    headers.set('x-content-type-options', 'nosniff');
    headers.set('x-frame-options', 'DENY');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('cross-origin-resource-policy', 'same-origin');
    return undefined;
  };
}

export function onlyWithToken(token: string): MiddlewareHandler {
  const expected = Buffer.from(token);
  return async (context, next) => {
    const given = Buffer.from(context.req.header('x-vpcsim-token') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return context.json({ problems: ['changes need the token of the page: open it again'] }, 403);
    }
    await next();
    return undefined;
  };
}
