import type { User } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";

export function decodeUser(source: Fields, read: FieldReader): User | undefined {
  let id: string | undefined;
  let name: string | undefined;
  let email: string | undefined;
  let domain: string | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "id":
        id = read.keywordOrInteger(key, value);
        break;
      case "username":
        name = read.keyword(key, value);
        break;
      case "email":
        email = read.keyword(key, value);
        break;
      case "domain":
        domain = read.keyword(key, value);
        break;
      default:
        if (isVariant(key)) return decodeUser(folded(source), read);
    }
  }
  if (id === undefined && name === undefined && email === undefined && domain === undefined) return undefined;
  return { id, name, email, domain };
}
