/** While a page is on its way. */
import { Flex, Spin } from "antd";
import { useTranslation } from "react-i18next";

export function Loading() {
  const { t } = useTranslation("common");
  return (
    <Flex justify="center" align="center" style={{ minHeight: 240 }} role="status" aria-label={t("loading")}>
      <Spin />
    </Flex>
  );
}
