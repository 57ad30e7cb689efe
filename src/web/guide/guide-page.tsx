export function GuidePage() {
  return <main />;
}
