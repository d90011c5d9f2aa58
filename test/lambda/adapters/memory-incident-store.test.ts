import { memoryIncidentStore } from "../../../lambda/adapters/memory-incident-store";
import { incidentStoreContract } from "../../support/finding-store-contract";

incidentStoreContract("the memory of a process", memoryIncidentStore);
