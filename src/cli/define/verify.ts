/**
 * The words of `vpcsim verify`: a certificate checked against a network.
 */
import type { InputOptions } from '../input.ts';
import { INPUT, withInput, type Define } from './definition.ts';

export const defineVerify: Define = (program, end) => {
  const command = program
    .command('verify')
    .description('check a certificate of reach against a network, without the engine that made it')
    .argument('<proof>', 'file that reach --certificate wrote')
    .argument('<input...>', INPUT);
  withInput(command).action(async (proof: string, inputs: string[], options: InputOptions) => {
    const { verifyCommand } = await import('../verify-command.ts');
    end(await verifyCommand(proof, inputs, options));
  });
};
