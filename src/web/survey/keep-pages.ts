export function keepPagesForOffline(): void {}
