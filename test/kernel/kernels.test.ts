import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { instantiate } from '../../src/kernel/kernels.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import { kernelAbsence, kernelModule } from '../../src/kernel/module.ts';

const root = new URL('../..', import.meta.url);

describe('kernels', () => {
  it('are built and loaded on the machines that test them', () => {
    expect(kernelAbsence()).toBeUndefined();
    expect(kernelModule()).toBeDefined();
  });

  it('are missing by request, and say why', () => {
    const script = `
      import { instantiate } from './src/kernel/kernels.ts';
      import { KernelMemory } from './src/kernel/memory.ts';
      import { kernelAbsence } from './src/kernel/module.ts';
      const memory = new KernelMemory(100);
      const facts = [instantiate(memory.memory) === undefined, memory.allocate(10), memory.buffer.byteLength > 100];
      console.log([...facts, kernelAbsence()].join(' '));
    `;
    const env = { ...process.env, VPCSIM_KERNEL: 'plain' };
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const said = execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
    expect(said).toBe('true 64 true VPCSIM_KERNEL=plain asks for none.\n');
  });

  it('read and write the same memory in every thread', async () => {
    const memory = new KernelMemory(1 << 20);
    const words = new Uint32Array(memory.buffer, memory.allocate(8), 2);
    words[0] = 41;
    const script = `
      const { workerData } = require('node:worker_threads');
      const { bytes, memory, at } = workerData;
      new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
      const words = new Uint32Array(memory.buffer, at, 2);
      words[1] = words[0] + 1;
    `;
    const bytes = readFileSync(new URL('dist/kernel/kernel.wasm', root));
    const worker = new Worker(script, {
      eval: true,
      workerData: { bytes, memory: memory.memory, at: words.byteOffset },
    });
    await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
    expect([...words]).toEqual([41, 42]);
  });

  it('bring no data and no runtime that instances would fight over', () => {
    const memory = new KernelMemory(1 << 16);
    instantiate(memory.memory);
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
  });
});

describe('kernel memory', () => {
  it('gives out cache lines, never twice and never 0', () => {
    const memory = new KernelMemory(1000);
    expect([memory.allocate(1), memory.allocate(64), memory.allocate(65), memory.allocate(1)]).toEqual([
      64, 128, 192, 320,
    ]);
    expect(memory.usedBytes).toBe(384);
  });

  it('grows when it is full and keeps what was written', () => {
    const memory = new KernelMemory(1000);
    const first = memory.allocate(4);
    new Uint32Array(memory.buffer, first, 1)[0] = 7;
    const far = memory.allocate(10 << 20);
    expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(far + (10 << 20));
    expect(new Uint32Array(memory.buffer, first, 1)[0]).toBe(7);
  });

  it('refuses to grow beyond what an address of 32 bits reaches', () => {
    expect(() => new KernelMemory(1000).allocate(2 ** 32)).toThrow('65537 pages are needed');
  });
});
