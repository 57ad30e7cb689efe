/** From apm events to rows in ClickHouse's own binary format. */
export { Encoder } from "./encoder.ts";
export { BELIEVED_AHEAD } from "./filing.ts";
