import type { ReactNode } from "react";
import classes from "./recap-page.module.css";

interface Props {
  readonly markdown: string;
  readonly chart: (id: string) => string;
}

/** The Markdown that the server computes, and nothing else: paragraphs, lists, tables, code and charts. No HTML is made of it. */
export function Computed({ markdown, chart }: Props) {
  const blocks = markdown.split("\n\n");
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the blocks have no other name, and none of them has a state.
    <Block key={index} block={block} chart={chart} />
  ));
}

function Block({ block, chart }: { readonly block: string } & Pick<Props, "chart">) {
  const [, alt = "", source = ""] = /^!\[(.*)\]\((\S+)\)$/s.exec(block) ?? [];
  if (source.startsWith("chart:"))
    return <img className={classes.chart} src={chart(source.slice(6))} alt={decoded(alt)} />;
  if (source !== "")
    return (
      <p className={classes.photo}>
        {decoded(alt)} <code>{source}</code>
      </p>
    );
  if (block.startsWith("### ")) return <h3>{inline(block.slice(4))}</h3>;
  if (block.startsWith("```")) return <pre className={classes.code}>{block.split("\n").slice(1, -1).join("\n")}</pre>;
  const lines = block.split("\n");
  if (block.startsWith("| ")) return <Rows lines={lines} />;
  if (block.startsWith("- "))
    return (
      <ul>
        {lines.map((line) => (
          <li key={line}>{inline(line.slice(2))}</li>
        ))}
      </ul>
    );
  return <p>{inline(block)}</p>;
}

function Rows({ lines }: { readonly lines: readonly string[] }) {
  const cells = (line: string): readonly string[] => line.slice(2, -2).split(" | ");
  const [head = "", , ...rows] = lines;
  return (
    <div className={classes.scroll}>
      <table>
        <thead>
          <tr>
            {cells(head).map((cell) => (
              <th key={cell} scope="col">
                {inline(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              {cells(row).map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                <td key={index}>{inline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Bold, code and links within a line. */
function inline(text: string): readonly ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\([^)\s]+\))/).map((piece, index) => {
    const key = `${index}`;
    if (piece.startsWith("**")) return <strong key={key}>{decoded(piece.slice(2, -2))}</strong>;
    if (piece.startsWith("`")) return <code key={key}>{piece.slice(1, -1)}</code>;
    const [, label, url] = /^\[([^\]]+)\]\((https?:[^)]+)\)$/.exec(piece) ?? [];
    if (url !== undefined)
      return (
        <a key={key} href={url}>
          {decoded(label ?? "")}
        </a>
      );
    return decoded(piece);
  });
}

const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
