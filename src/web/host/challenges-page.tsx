export function ChallengesPage() {
  return <main />;
}
