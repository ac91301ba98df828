"""Faults of the planes schedule, by what is broken."""

from codegen.schedules.planes.mutations import conversions, planes

MUTATIONS = (*planes.MUTATIONS, *conversions.MUTATIONS)
