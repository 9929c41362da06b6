/**
 * `generate`: a full mesh of like VPCs, too regular to be written out.
 *
 * `{i}` in the patterns stands for the number of the VPC, from 1.
 */
export interface MeshPlan {
  readonly mesh: readonly string[];
  readonly cidr: string;
  readonly subnet: string;
  readonly host: string;
}

/** A scenario with its mesh written out beside the other sections. */
export function expanded<T extends object>(sections: T): T {
  const { generate, ...rest } = sections as T & { readonly generate?: MeshPlan };
  return generate === undefined ? sections : ({ ...rest, ...generateMesh(generate) } as T);
}

/** Sections `vpcs`, `links` and `routes` of the mesh; hosts are called `A1`, subnets `a`. */
export function generateMesh(plan: MeshPlan): Record<string, unknown> {
  const fill = (pattern: string, i: number): string => pattern.replaceAll('{i}', String(i + 1));
  const vpcs = Object.fromEntries(
    plan.mesh.map((vpc, i) => [
      vpc,
      {
        cidrs: [fill(plan.cidr, i)],
        subnets: { [vpc.toLowerCase()]: fill(plan.subnet, i) },
        hosts: { [`${vpc}1`]: fill(plan.host, i) },
      },
    ]),
  );
  const links: Record<string, unknown> = {};
  const routes: Record<string, string[]> = Object.fromEntries(plan.mesh.map((vpc) => [vpc, []]));
  for (const [i, a] of plan.mesh.entries()) {
    for (const [j, b] of plan.mesh.entries()) {
      if (j <= i) continue;
      const id = `${a}-${b}`;
      links[id] = { type: 'peering', between: [a, b] };
      routes[a]?.push(`${fill(plan.cidr, j)} ${id}`);
      routes[b]?.push(`${fill(plan.cidr, i)} ${id}`);
    }
  }
  return { vpcs, links, routes };
}
