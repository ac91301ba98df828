"""Write the case files of all networks: `python -m codegen.networks`, at the top of the repository."""

from __future__ import annotations

from codegen.networks.case_file import write_case_files
from codegen.networks.tables import NETWORKS
from codegen.resources import shipped_cases

if __name__ == "__main__":
    write_case_files(shipped_cases() / "networks", [*NETWORKS.values()])
