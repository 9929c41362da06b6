/**
 * Nothing an export says, or fails to say, makes the reader or the compiler stumble.
 */
import { array, assert, constantFrom, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFiles, SMALL } from './export.ts';

const RICH = {
  ...SMALL,
  VpcPeeringConnections: [
    {
      VpcPeeringConnectionId: 'pcx-1',
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: 'vpc-1', CidrBlock: '10.1.0.0/16' },
      AccepterVpcInfo: { VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16' },
    },
  ],
  NatGateways: [
    {
      NatGatewayId: 'nat-1',
      VpcId: 'vpc-1',
      SubnetId: 'subnet-b',
      State: 'available',
      NatGatewayAddresses: [{ NetworkInterfaceId: 'eni-n', PrivateIp: '10.1.2.9', PublicIp: '198.51.100.9' }],
    },
  ],
  TransitGatewayAttachments: [
    {
      TransitGatewayAttachmentId: 'att-1',
      TransitGatewayId: 'tgw-1',
      ResourceType: 'vpc',
      ResourceId: 'vpc-1',
      State: 'available',
    },
  ],
  VpcEndpoints: [
    {
      VpcEndpointId: 'vpce-1',
      VpcId: 'vpc-1',
      ServiceName: 's',
      SubnetIds: ['subnet-a'],
      State: 'available',
    },
  ],
  VpnGateways: [{ VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-1', State: 'attached' }] }],
  LoadBalancers: [{ LoadBalancerArn: 'arn', Type: 'network', VpcId: 'vpc-1' }],
};

/** Places of values inside a value. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const parts: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [path, ...parts.flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

/** The value with another one at a place. */
function replaced(value: unknown, path: readonly (string | number)[], other: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.map((part, i) => (i === key ? replaced(part, rest, other) : part));
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [key]: replaced((value as Record<string, unknown>)[key], rest, other) };
}

const PLACES = placesIn(RICH);
const ODD = [undefined, null, '', 0, -1, true, [], {}, [null], [[]], 'constructor', '10.0.0.0/99', 'vpc-odd'];

describe('an export', () => {
  test('may lack any of its files', () => {
    for (const key of Object.keys(RICH)) {
      const rest = Object.fromEntries(Object.entries(RICH).filter(([name]) => name !== key));
      expect(() => readFiles({ 'export.json': rest }), `without ${key}`).not.toThrow();
    }
  });

  test('may have something odd in any place', () => {
    for (const place of PLACES) {
      for (const odd of ODD) {
        const changed = replaced(RICH, place, odd);
        expect(
          () => readFiles({ 'export.json': changed }),
          `${JSON.stringify(odd)} at ${place.join('.')}`,
        ).not.toThrow();
      }
    }
  });

  test('may be odd in several places at once', () => {
    const change = tuple(constantFrom(...PLACES), constantFrom<unknown>(...ODD));
    assert(
      property(array(change, { minLength: 2, maxLength: 12 }), (changes) => {
        const changed = changes.reduce<unknown>((value, [place, odd]) => replaced(value, place, odd), RICH);
        readFiles({ 'export.json': changed });
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('reads the same whatever the order of its files', () => {
    const files = Object.entries(RICH).map(([name, list]) => [`${name}.json`, { [name]: list }] as const);
    const names = ({ network }: ReturnType<typeof readFiles>): string[] =>
      [network.enis, network.links, network.unmodelled].flatMap((section) => [...section.keys()].toSorted());
    const forward = names(readFiles(Object.fromEntries(files)));
    expect(names(readFiles(Object.fromEntries(files.toReversed())))).toEqual(forward);
  });
});
