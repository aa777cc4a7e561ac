/** What every long list ends with: how many there are, and the rest. */
import { Button, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/types";

interface Pages<T> {
  data: { pages: Page<T>[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export const rowsOf = <T,>(pages: { pages: Page<T>[] } | undefined): T[] =>
  pages?.pages.flatMap((page) => page.items) ?? [];

export function ListEnd<T>({ list }: { list: Pages<T> }) {
  const { t } = useTranslation("common");
  const first = list.data?.pages[0];
  if (!first || first.items.length === 0) return null;
  return (
    <Flex justify="space-between" align="center" style={{ padding: "12px 4px" }}>
      <Typography.Text type="secondary" data-testid="list-total">
        {t(first.total >= 10_000 && first.hasMore ? "list.totalOver" : "list.total", { count: first.total })}
      </Typography.Text>
      {list.hasNextPage && (
        <Button
          onClick={() => list.fetchNextPage()}
          loading={list.isFetchingNextPage}
          data-testid="list-more"
        >
          {t("action.more")}
        </Button>
      )}
    </Flex>
  );
}
