/**
 * Responses that are about one object as a whole: the routes of one table, the entries of one list.
 *
 * The object is named in the request, not in the response. Collectors put its id beside the list or into
 * the name of the file; where they do neither, nobody knows what the response is about.
 */
import { KIND_BY_NAME, type KindName } from './catalogue.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

export interface WholeResponse {
  /** Key of its list. */
  readonly list: string;
  /** A key every entry of that list has. */
  readonly mark: string;
  readonly kind: KindName;
  /** Key beside the list that tells which of several kinds it is. */
  readonly about?: string;
  /** How ids of the object look, to find one in the name of the file. */
  readonly idText: RegExp;
}

/** ARNs are no names of files. */
const NEVER = /(?!)/;

const TGW_TABLE = /tgw-rtb-[0-9A-Za-z]+/;

const WHOLE_RESPONSES: readonly WholeResponse[] = [
  {
    list: 'Routes',
    mark: 'Type',
    kind: 'TransitGatewayStaticRoutes',
    idText: TGW_TABLE,
  },
  {
    list: 'TransitGatewayRouteTablePropagations',
    mark: 'TransitGatewayAttachmentId',
    kind: 'TransitGatewayPropagations',
    idText: TGW_TABLE,
  },
  {
    list: 'Associations',
    mark: 'TransitGatewayAttachmentId',
    kind: 'TransitGatewayRouteTableAssociations',
    idText: TGW_TABLE,
  },
  {
    list: 'TransitGatewayAttachmentPropagations',
    mark: 'TransitGatewayRouteTableId',
    kind: 'TransitGatewayAttachmentPropagations',
    idText: /tgw-attach-[0-9A-Za-z]+/,
  },
  { list: 'Entries', mark: 'Cidr', kind: 'PrefixListEntries', idText: /pl-[0-9A-Za-z]+/ },
  { list: 'TargetHealthDescriptions', mark: 'Target', kind: 'LoadBalancerTargetHealth', idText: NEVER },
  {
    list: 'Attributes',
    mark: 'Key',
    about: 'LoadBalancerArn',
    kind: 'LoadBalancerAttributes',
    idText: NEVER,
  },
  { list: 'Attributes', mark: 'Key', about: 'TargetGroupArn', kind: 'TargetGroupAttributes', idText: NEVER },
  { list: 'Rules', mark: 'RuleArn', about: 'ListenerArn', kind: 'ListenerRules', idText: NEVER },
  {
    list: 'AllowedPrincipals',
    mark: 'Principal',
    kind: 'VpcEndpointServicePermissions',
    idText: /vpce-svc-[0-9A-Za-z]+/,
  },
];

/** The kind of whole response something is, if it is one. */
export function wholeResponseIn(response: JsonObject): WholeResponse | undefined {
  return WHOLE_RESPONSES.find((candidate) => isWhole(candidate, response));
}

function isWhole({ list: key, mark, about, kind }: WholeResponse, response: JsonObject): boolean {
  const list = response[key];
  if (!Array.isArray(list) || (about !== undefined && response[about] === undefined)) return false;
  if (list.length > 0) return isJsonObject(list[0]) && list[0][mark] !== undefined;
  // An empty list proves nothing by its name, but one beside the id of its object does.
  const idKey = KIND_BY_NAME.get(kind)!.id[0]!;
  return typeof response[idKey] === 'string' || (key === 'Routes' && 'AdditionalRoutesAvailable' in response);
}
