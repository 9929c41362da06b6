/**
 * The tools for agents, asked by the protocol's own client.
 */
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../src/cli/mcp/library.ts';
import { mcpServer } from '../../src/cli/mcp/server.ts';

const root = new URL('../../', import.meta.url).pathname;
const hub = 'scenarios/hub-and-spoke.yaml';
const plan = 'test/source/terraform/documents/remove-peering-route.plan.json';

async function connected(folder = root): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([mcpServer(new Library(folder)).connect(far), client.connect(near)]);
  return client;
}

interface Answered {
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly isError: boolean;
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Answered> {
  const result = await client.callTool({ name, arguments: args });
  const [content] = result.content as [{ text: string }];
  return {
    text: content.text,
    data: (result.structuredContent ?? {}) as Record<string, unknown>,
    isError: result.isError === true,
  };
}

let client: Client;
beforeAll(async () => {
  client = await connected();
});
afterAll(() => client.close());

describe('an agent', () => {
  it('is offered six tools, none of which changes anything', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['load', 'trace', 'reach', 'whatif', 'check', 'repair']);
    for (const { annotations, inputSchema } of tools) {
      expect(annotations?.readOnlyHint).toBe(true);
      expect(inputSchema.type).toBe('object');
    }
  });

  it('is told to load first', async () => {
    const fresh = await connected();
    const { isError, text } = await call(fresh, 'check', {});
    expect([isError, text]).toEqual([true, 'no network is loaded\nhint: call the tool "load" first']);
  });

  it('loads a network and learns its size and change sets', async () => {
    const { data, text } = await call(client, 'load', { paths: [hub], name: 'hub' });
    expect(data).toMatchObject({ name: 'hub', vpcs: 5, unmodelled: 0 });
    expect(text).toMatch(/^hub: 5 vpcs, 7 subnets/);
  });

  it('traces a flow to the line that decides it', async () => {
    const { data, text } = await call(client, 'trace', { from: 'batch', to: 'db', port: 5432 });
    expect(data).toMatchObject({ kind: 'trace', verdict: 'dropped' });
    expect(text).toContain('transitive-peering');
    expect(text).toContain(`${hub}:`);
  });

  it('asks who reaches whom, of all and of a pair', async () => {
    const { data: matrix } = await call(client, 'reach', { by: 'vpc' });
    expect(matrix).toMatchObject({ kind: 'reach-matrix' });
    const { data, text } = await call(client, 'reach', { from: 'web/web-a', to: 'orders/db', port: 5432 });
    expect(data).toMatchObject({ kind: 'reach', pairs: [{ from: 'web/web-a', to: 'orders/db' }] });
    expect(text).toContain('delivered');
  });

  it('asks what a change would do, which changes nothing', async () => {
    const { data } = await call(client, 'whatif', { change: '- {delete: pcx-web-orders}' });
    expect((data['lost'] as unknown[]).length).toBeGreaterThan(0);
    const { data: again } = await call(client, 'trace', { from: 'web-a', to: 'db', port: 5432 });
    const { data: before } = await call(client, 'trace', {
      network: 'hub',
      from: 'web-a',
      to: 'db',
      port: 5432,
    });
    expect(again).toEqual(before);
  });

  it('asks what a plan would do, without naming a change', async () => {
    await call(client, 'load', { paths: [plan], name: 'plan' });
    const { text } = await call(client, 'whatif', { network: 'plan' });
    expect(text).toContain('aws_route.a_to_b');
    await call(client, 'load', { paths: [hub], name: 'hub' });
  });

  it('finds standing faults, and what would mend or cut a flow', async () => {
    expect((await call(client, 'check', {})).data).toMatchObject({ counts: { error: 2 } });
    const mended = await call(client, 'repair', { from: 'batch', to: 'db', port: 5432 });
    expect(mended.text).toContain('3. request at sg:sg-db: sg-ingress-denied');
    expect(mended.text).toContain('The smallest set of changes that mends the flow has 4.');
    const cut = await call(client, 'repair', { from: 'hub/shared', to: 'web/web-a', block: true });
    expect(cut.isError).toBe(true);
    const works = await call(client, 'repair', { from: '10.0.1.10', to: '10.1.1.10', port: 443 });
    expect(works.text).toContain('works already');
  });

  it.each([
    ['trace', { from: 'bach', to: 'db' }, 'did you mean "batch"?'],
    ['reach', { from: 'web/web-c', to: 'orders/db' }, 'did you mean "web/web-'],
    ['whatif', { change: '- {delete: pcx-wep}' }, 'change:1'],
    ['check', { network: 'hob' }, 'did you mean "hub"?'],
    ['load', { paths: ['no-such-file.yaml'] }, 'there is no such file'],
    ['load', { paths: ['../'] }, 'outside of'],
    ['load', { paths: ['/etc/hostname'] }, 'outside of'],
  ])('that gets %s %j wrong is told what', async (name, args, message) => {
    const { isError, text } = await call(client, name, args);
    expect(isError).toBe(true);
    expect(text).toContain(message);
  });

  it('cannot leave the folder by a link', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vpcsim-mcp-')));
    const inside = mkdtempSync(join(folder, 'inside-'));
    writeFileSync(join(folder, 'secret.yaml'), 'profile: aws\n');
    symlinkSync(join(folder, 'secret.yaml'), join(inside, 'link.yaml'));
    const confined = await connected(inside);
    const { isError, text } = await call(confined, 'load', { paths: ['link.yaml'] });
    rmSync(folder, { recursive: true });
    expect(isError).toBe(true);
    expect(text).toContain('outside of');
  });
});
