/**
 * zod tries whether it may make functions out of text, and our policy (`script-src`, trusted types) would report the try in every
 * console. It reads this before it is loaded, so it stands apart from it: most pages load no zod at all.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
