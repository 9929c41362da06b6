/**
 * Network activity of the Open Cybersecurity Schema Framework (class 4001), as Amazon Security Lake keeps
 * flow logs: one event per row or line.
 *
 * What stands where: "OCSF source identification" and the VPC Flow Logs mapping of Security Lake, versions
 * 1.0.0-rc.2 and 1.1.0. The interface is written at the endpoint that is the platform's own: the source of
 * what goes out, the destination of what comes in. Times are milliseconds.
 */
import { layoutOf, type Layout } from './layout.ts';

/** An event as text: the fields it has in common with a record, in this order. */
const OCSF_FIELDS = [
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
  'tcp-flags',
  'flow-direction',
];

export const OCSF_LAYOUT: Layout = layoutOf(OCSF_FIELDS);

/** Members of an event that say them. */
export const EVENT_MEMBERS: ReadonlySet<string> = new Set([
  'class_uid',
  'src_endpoint',
  'dst_endpoint',
  'connection_info',
  'traffic',
  'start_time',
  'start_time_dt',
  'end_time',
  'end_time_dt',
  'time',
  'action',
  'action_id',
  'disposition',
  'disposition_id',
  'activity_id',
  'status_code',
]);

const NETWORK_ACTIVITY = 4001;

type Json = Readonly<Record<string, unknown>>;

/** A record in text form; `undefined` when the event is none of the network. */
export function lineOfEvent(event: unknown): string | undefined {
  if (!isObject(event) || Number(event['class_uid']) !== NETWORK_ACTIVITY) return undefined;
  const [source, destination] = [inner(event, 'src_endpoint'), inner(event, 'dst_endpoint')];
  const connection = inner(event, 'connection_info');
  const traffic = inner(event, 'traffic');
  const values = [
    source['interface_uid'] ?? destination['interface_uid'],
    source['ip'],
    destination['ip'],
    source['port'],
    destination['port'],
    connection['protocol_num'],
    traffic['packets'],
    traffic['bytes'],
    secondsOf(event['start_time_dt'] ?? event['start_time'] ?? event['time']),
    secondsOf(event['end_time_dt'] ?? event['end_time'] ?? event['time']),
    actionOf(event),
    event['status_code'],
    connection['tcp_flags'],
    directionOf(connection),
  ];
  return values.map(textOf).join(' ');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function inner(object: Json, name: string): Json {
  const value = object[name];
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string {
  const isText = typeof value === 'string' && value !== '' && !/\s/.test(value);
  return isText || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '-';
}

function secondsOf(value: unknown): number | undefined {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  const ms = typeof value === 'string' ? Date.parse(value) : Number(value);
  return Number.isFinite(ms) && ms > 0 ? Math.floor(ms / 1000) : undefined;
}

/** `action_id`, or `disposition` and `activity_id` (5 is "Refuse") of versions that have no action. */
function actionOf(event: Json): string | undefined {
  const word = textOf(event['action'] ?? event['disposition']).toLowerCase();
  const id = Number(event['action_id'] ?? event['disposition_id']);
  if (id === 1 || word === 'allowed') return 'ACCEPT';
  if (id === 2 || word === 'denied' || word === 'blocked' || Number(event['activity_id']) === 5)
    return 'REJECT';
  return undefined;
}

function directionOf(connection: Json): string | undefined {
  const id = Number(connection['direction_id']);
  return id === 1 ? 'ingress' : id === 2 ? 'egress' : undefined;
}
