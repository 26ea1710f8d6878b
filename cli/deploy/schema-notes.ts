import { parseConfig } from "../../service/contract/parse-config.ts";
import { toPlain } from "../hiera/plain.ts";
import type { HieraMap } from "../hiera/value.ts";
import { serviceDefinitions } from "../runner/service-definitions.ts";
import { cassandraOfKask, cassandraUnits } from "./cassandra-of-service.ts";
import { serviceDefsKey } from "./rendered.ts";
import { kaskAmong } from "./services-of-data.ts";

/**
 * What a deploy would make beside the text: a plan that is agreed to must have said so. A text that Puppet or Kask would
 * refuse makes nothing.
 */
export function schemaNotes(data: HieraMap): readonly string[] {
  const services = data.get(serviceDefsKey);
  if (services === undefined || cassandraUnits(data).size === 0) return [];
  const kask = kaskAmong(serviceDefinitions(toPlain(services)).definitions);
  if (!kask || parseConfig(kask.config).config === undefined) return [];
  const { config, hasTls } = cassandraOfKask(kask);
  if (hasTls) return [];
  const { keyspace, table } = config;
  return [
    `Where Cassandra lacks keyspace ${keyspace} or table ${table}, the deploy makes them after Puppet ran; later deploys never change them.`,
  ];
}
