import { memoryIncidentStore } from "../../../../lambda/adapters/memory/outcomes";
import { incidentStoreContract } from "../../../support/finding-store-contract";

incidentStoreContract("the memory of a process", memoryIncidentStore);
