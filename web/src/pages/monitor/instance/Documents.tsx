/** The business documents that the instance is about. */
import { FileTextOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { documentsQuery } from "@/api/systems";
import type { Instance } from "@/api/types";
import { rowsOf } from "@/parts/ListParts";

export function Documents({ instance }: { instance: Instance }) {
  const q = instance.businessId ?? undefined;
  const found = useInfiniteQuery({ ...documentsQuery({ q }), enabled: q !== undefined });
  return rowsOf(found.data)
    .filter((document) => document.instanceKey === instance.key)
    .map((document) => (
      <Link
        key={document.key}
        to="/systems/documents/$key"
        params={{ key: document.key }}
        data-testid="instance-document"
      >
        <FileTextOutlined /> {document.title}
      </Link>
    ));
}
