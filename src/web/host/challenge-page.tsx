export function ChallengePage() {
  return <main />;
}
