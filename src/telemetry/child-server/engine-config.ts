import { createHash } from "node:crypto";

/** What a child server may be given beyond the defaults. */
export interface EngineLimits {
  /** Bytes for everything ClickHouse does. */
  readonly memory: number;
}

export const ENGINE_LIMITS: EngineLimits = { memory: 900_000_000 };

export interface EnginePasswords {
  readonly writer: string;
  readonly migrator: string;
  readonly reader: string;
}

/** Shards by the native port of each server on this machine; for trying a cluster out. */
export interface LocalCluster {
  readonly name: string;
  readonly secret: string;
  readonly tcpPorts: readonly number[];
  /** The one of them that is this server's. */
  readonly tcpPort: number;
  /** Stays the same over restarts, for others have it in their URL. */
  readonly httpPort: number;
  /** Where a Keeper or a ZooKeeper answers on this machine; then the server has the macros of its shard. */
  readonly keeperPort?: number;
}

const kilobytes = (count: number) => count * 1024;
const megabytes = (count: number) => count * 1024 * 1024;

/**
 * The server's own configuration. A part is on disk before its insert returns (`fsync_*`), a merged part
 * before its sources go (`min_compressed_bytes_to_fsync_after_merge`, `old_parts_lifetime`); a part has one file
 * for all columns until it is large, for every file is made, synced and removed again; the caches, pools and logs
 * are those of a small machine that does other things too.
 */
export function serverConfig(limits: EngineLimits, cluster?: LocalCluster): string {
  return `<clickhouse>
  <logger><level>none</level><console>0</console></logger>
  <users_config>users.xml</users_config>
  <max_server_memory_usage>${limits.memory}</max_server_memory_usage>
  <mark_cache_size>${megabytes(64)}</mark_cache_size>
  <primary_index_cache_size>${megabytes(64)}</primary_index_cache_size>
  <index_mark_cache_size>${megabytes(16)}</index_mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <mmap_cache_size>0</mmap_cache_size>
  <compiled_expression_cache_size>${megabytes(16)}</compiled_expression_cache_size>
  <query_cache><max_size_in_bytes>${megabytes(4)}</max_size_in_bytes></query_cache>
  <background_pool_size>2</background_pool_size>
  <background_merges_mutations_concurrency_ratio>1</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>2</background_schedule_pool_size>
  <asynchronous_metrics_update_period_s>60</asynchronous_metrics_update_period_s>
  <asynchronous_heavy_metrics_update_period_s>600</asynchronous_heavy_metrics_update_period_s>
  <max_concurrent_queries>64</max_concurrent_queries>
  <keep_alive_timeout>10</keep_alive_timeout>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
    <min_compressed_bytes_to_fsync_after_merge>1</min_compressed_bytes_to_fsync_after_merge>
    <old_parts_lifetime>60</old_parts_lifetime>
    <cleanup_delay_period>2</cleanup_delay_period>
    <cleanup_delay_period_random_add>1</cleanup_delay_period_random_add>
    <max_cleanup_delay_period>5</max_cleanup_delay_period>
    <min_bytes_for_wide_part>${megabytes(256)}</min_bytes_for_wide_part>
  </merge_tree>
${cluster === undefined ? "" : clusterConfig(cluster)}</clickhouse>
`;
}

function clusterConfig(cluster: LocalCluster): string {
  const { name, secret, tcpPorts } = cluster;
  const shards = tcpPorts.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`);
  return `  <remote_servers><${name}><secret>${secret}</secret>${shards.join("")}</${name}></remote_servers>\n${keeperConfig(cluster)}`;
}

function keeperConfig({ tcpPorts, tcpPort, keeperPort }: LocalCluster): string {
  if (keeperPort === undefined) return "";
  return `  <zookeeper><node><host>127.0.0.1</host><port>${keeperPort}</port></node></zookeeper>
  <macros><shard>${tcpPorts.indexOf(tcpPort) + 1}</shard><replica>1</replica></macros>\n`;
}

/**
 * Who may do what. `default` without a password is the session that opens the listener and keeps the process
 * busy; all it leaves a stranger on this machine is to stop the listener, which the supervisor mends.
 */
export function usersConfig(passwords: EnginePasswords, database: string): string {
  return `<clickhouse>
  <profiles>
    <default>
      <async_insert>0</async_insert>
      <max_threads>2</max_threads>
      <max_read_buffer_size>${kilobytes(128)}</max_read_buffer_size>
      <max_memory_usage>${megabytes(400)}</max_memory_usage>
    </default>
    <reader>
      <readonly>1</readonly>
      <allow_introspection_functions>0</allow_introspection_functions>
      <max_threads>2</max_threads>
      <max_execution_time>30</max_execution_time>
      <max_memory_usage>${megabytes(300)}</max_memory_usage>
      <max_bytes_before_external_group_by>${megabytes(150)}</max_bytes_before_external_group_by>
      <max_bytes_before_external_sort>${megabytes(150)}</max_bytes_before_external_sort>
      <max_result_rows>100000</max_result_rows>
      <constraints>
        <max_execution_time><min>0.1</min><max>30</max><changeable_in_readonly/></max_execution_time>
        <max_result_rows><min>1</min><max>100000</max><changeable_in_readonly/></max_result_rows>
        <max_memory_usage><min>1000000</min><max>${megabytes(300)}</max><changeable_in_readonly/></max_memory_usage>
        <log_comment><changeable_in_readonly/></log_comment>
      </constraints>
    </reader>
  </profiles>
  <quotas><default/></quotas>
  <users>
${user("default", undefined, "default", ["SYSTEM LISTEN ON *.*", "SELECT ON system.numbers"])}
${user("writer", passwords.writer, "default", [`INSERT, SELECT ON ${database}.*`, "REMOTE ON *.*"])}
${user("migrator", passwords.migrator, "default", [
  `CREATE, DROP, ALTER, SELECT, INSERT, OPTIMIZE, CHECK, TRUNCATE, SHOW ON ${database}.*`,
  "SELECT ON system.*",
  "KILL QUERY ON *.*",
  "TABLE ENGINE ON *",
  "REMOTE ON *.*",
])}
${user("reader", passwords.reader, "reader", [`SELECT ON ${database}.*`])}
  </users>
</clickhouse>
`;
}

function user(name: string, password: string | undefined, profile: string, grants: readonly string[]): string {
  const secret =
    password === undefined
      ? "<password/>"
      : `<password_sha256_hex>${createHash("sha256").update(password).digest("hex")}</password_sha256_hex>`;
  const granted = grants.map((grant) => `<query>GRANT ${grant}</query>`).join("");
  return `    <${name}>${secret}<networks><ip>127.0.0.1</ip><ip>::1</ip></networks><profile>${profile}</profile><quota>default</quota><grants>${granted}</grants></${name}>`;
}
