import {
  memoryHealthStore,
  memoryPoolInventoryStore,
} from "../../../../lambda/adapters/memory/health";
import { healthStoreContract, poolInventoryContract } from "../../../support/health-store-contract";

healthStoreContract("memory", memoryHealthStore);
poolInventoryContract("memory", memoryPoolInventoryStore);
