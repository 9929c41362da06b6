/**
 * Nested blocks of load balancers and their listeners, by the names of CloudFormation's properties.
 */
import type { JsonObject } from '../aws/json-object.ts';
import { blocksIn, textsIn } from './aws-rules.ts';

/** What the blocks of a resource say; nothing for resources that are no part of a load balancer. */
export function balancerProperties(
  type: string,
  blocksOf: (attribute: string) => readonly JsonObject[],
): JsonObject {
  switch (type) {
    case 'aws_lb':
    case 'aws_alb':
      return {
        SubnetMappings: blocksOf('subnet_mapping').map((block) => ({
          SubnetId: block['subnet_id'],
          PrivateIPv4Address: block['private_ipv4_address'],
        })),
      };
    case 'aws_lb_listener':
    case 'aws_alb_listener': {
      const actions = blocksOf('default_action');
      return {
        TargetGroupArns: actions.flatMap(targetGroupsOf),
        ActionTypes: actions.flatMap((action) => textsIn(action['type'])),
      };
    }
    case 'aws_elb':
      return {
        Listeners: blocksOf('listener').map((block) => ({
          LoadBalancerPort: block['lb_port'],
          InstancePort: block['instance_port'],
        })),
      };
    default:
      return {};
  }
}

/** A listener forwards to one group, or to several by weight. */
function targetGroupsOf(action: JsonObject): string[] {
  const several = blocksIn(action['forward']).flatMap((forward) => blocksIn(forward['target_group']));
  return [...textsIn(action['target_group_arn']), ...several.flatMap((group) => textsIn(group['arn']))];
}
