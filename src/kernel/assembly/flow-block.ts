/**
 * Where things are: the columns of a block, the words of a job (src/bulk/job.ts), the bits of a line.
 */
export const BLOCK: u32 = 512;
export const ROWS: u32 = BLOCK / 4;
/** Bytes of a column of a block. */
export const COLUMN: usize = (<usize>BLOCK) << 2;

// Columns of a block. The first four hold keys, in the order in which trees name their fields.
export const PLACE: usize = 0;
export const OFFSET: usize = COLUMN;
export const DESTINATION_PORT: usize = 2 * COLUMN;
export const SOURCE_PORT: usize = 3 * COLUMN;
export const SENDER: usize = 4 * COLUMN;
/** Address of the line where the look-up of a flow is; the level of its tree in the low bits. */
export const LINE: usize = 5 * COLUMN;
export const VALUE: usize = 6 * COLUMN;
export const PENDING: usize = 7 * COLUMN;
/** Random numbers, a vector per draw, row by row. */
export const DRAWS: usize = 8 * COLUMN;

// Byte offsets of a job's words.
export const LINES: usize = 0;
export const ROOTS: usize = 4;
export const GUIDE: usize = 8;
export const GUIDE_SHIFT: usize = 12;
export const STARTS: usize = 16;
export const SENDERS: usize = 20;
export const DESTINATIONS: usize = 24;
export const PICK: usize = 28;
export const SOURCE_PORT_FIRST: usize = 32;
export const SOURCE_PORT_COUNT: usize = 36;
export const PORT_RANGES: usize = 40;
export const PORT_RANGE_COUNT: usize = 44;
export const ASKED: usize = 48;
export const DRAWS_TIME: usize = 52;
export const LEVELS: usize = 56;
export const TOUCHES: usize = 60;
export const WEIGHTS: usize = 64;
export const WEIGHT_COUNT: usize = 68;
export const WEIGHT_GUIDE: usize = 72;
export const BLOCK_AT: usize = 76;
export const CODES: usize = 80;
export const GUIDE_EXACT: usize = 84;
export const CHILD_BYTES: usize = 88;
export const LANES: usize = 96;
export const FIRST_FLOWS: usize = 112;
export const STATE: usize = 128;
export const ROUND: usize = 192;

export const UNIFORM: u32 = 0;
export const ZIPF: u32 = 1;

export const ASKS_OFFSET: u32 = 1;
export const ASKS_DESTINATION_PORT: u32 = 2;
export const ASKS_SOURCE_PORT: u32 = 4;

/** Turns a value of a field into a key, and back. */
export const BIAS: u32 = 0x80000000;

// A root: three separators, then the line where the look-up begins, as LINE has it.
export const ROOT_BITS: usize = 4;
export const ROOT_LINE: usize = 12;
export const ROOT_SEPARATORS: i32 = 0b111;

export const LINE_BITS: u32 = 6;
export const LINE_MASK: u32 = 0x03ffffff;
export const LEAF_VALUES: usize = 32;
/** Bytes of a tally in front of its cells. */
export const TALLY_HEAD: usize = 64;
