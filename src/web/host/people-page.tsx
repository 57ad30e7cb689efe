export function PeoplePage() {
  return <main />;
}
