import { Link } from "@tanstack/react-router";
import type { TransactionGroup } from "../../contract/index.ts";
import type { ServiceSearch } from "../app/search.ts";
import { Name } from "../ui/name.tsx";

interface GroupLinkProps {
  readonly service: string;
  readonly group: TransactionGroup;
  readonly search: ServiceSearch;
  readonly className: string | undefined;
}

/** A group's name, which leads to its newest traces. */
export function GroupLink({ service, group, search, className }: GroupLinkProps) {
  return (
    <Link
      to="/services/$name/transactions"
      params={{ name: service }}
      search={{ transaction: group.name, type: group.type, environment: search.environment, range: search.range }}
      className={className}
    >
      <Name value={group.name} longest={120} />
    </Link>
  );
}

export const groupKey = ({ type, name }: TransactionGroup): string => `${type}\u0000${name}`;
