export function PairPage() {
  return <main />;
}
