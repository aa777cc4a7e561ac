"""Furnishes a folder with the demo's company, its examples and a little past: `python seed.py FOLDER INSTANCES`."""

import sys
from pathlib import Path

from lingqu.bootstrap.demo.scene import PASSWORD, Scene
from lingqu.bootstrap.settings import Settings


def main(folder: Path, instances: int) -> None:
    settings = Settings(
        database=f"sqlite:///{folder / 'lingqu.sqlite'}",
        secrets_file=str(folder / "secrets.key"),
        admin_password=PASSWORD,
    )
    scene = Scene(settings, root=Path(__file__).parents[2], data=folder, erp="sample")
    try:
        scene.furnish(instances)
    finally:
        scene.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
