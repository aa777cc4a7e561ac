/** A thumbnail of a starter drawing, in the colours of the theme. */
import { theme } from "antd";
import type { Starter } from "../gallery";

type Sign = "start" | "task" | "gateway" | "end";
const ROWS: Record<Starter, Sign[]> = {
  blank: ["start"],
  approval: ["start", "task", "end"],
  countersign: ["start", "task", "task", "end"],
  amount: ["start", "task", "gateway", "task", "end"],
};

export function StarterPicture({ starter }: { starter: Starter }) {
  const { token } = theme.useToken();
  const signs = ROWS[starter];
  const stroke = token.colorTextTertiary;
  return (
    <svg viewBox="0 0 220 40" width="100%" height="40" aria-hidden="true">
      {signs.slice(1).map((_, index) => (
        <line
          key={index}
          x1={18 + index * 46}
          x2={18 + (index + 1) * 46}
          y1={20}
          y2={20}
          stroke={stroke}
          strokeWidth={1.5}
        />
      ))}
      {signs.map((sign, index) => (
        <Sign
          key={index}
          sign={sign}
          x={18 + index * 46}
          stroke={stroke}
          fill={token.colorBgContainer}
          accent={token.colorPrimary}
        />
      ))}
    </svg>
  );
}

function Sign({
  sign,
  x,
  stroke,
  fill,
  accent,
}: {
  sign: Sign;
  x: number;
  stroke: string;
  fill: string;
  accent: string;
}) {
  if (sign === "start") return <circle cx={x} cy={20} r={9} fill={fill} stroke={stroke} strokeWidth={1.5} />;
  if (sign === "end") return <circle cx={x} cy={20} r={9} fill={fill} stroke={stroke} strokeWidth={3.5} />;
  if (sign === "gateway")
    return (
      <rect
        x={x - 9}
        y={11}
        width={18}
        height={18}
        fill={fill}
        stroke={stroke}
        strokeWidth={1.5}
        transform={`rotate(45 ${x} 20)`}
      />
    );
  return (
    <rect x={x - 16} y={8} width={32} height={24} rx={5} fill={fill} stroke={accent} strokeWidth={1.5} />
  );
}
