"""REST: any HTTP interface, with the inputs of Camunda 8's REST job."""
