"""The flat schedule: any 1024 consecutive datums of the row-major shard are a tile."""
